{
  users.users.bob.extraGroups = [ "docker" ];
}
