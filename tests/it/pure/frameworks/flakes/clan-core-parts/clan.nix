{
  inventory.machines = {
    nas.tags = [ "backup" ];
    mac.machineClass = "darwin";
  };
  inventory.instances.admin.roles.default.machines.nas = { };
}
