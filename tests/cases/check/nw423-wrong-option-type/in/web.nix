{ lib, ... }:
{
  services.openssh.enable = "yes";
  services.openssh.ports = 22;
  services.openssh.settings.PermitRootLogin = lib.mkDefault "never";
  services.openssh.settings.PasswordAuthentication = lib.mkForce false;
  services.openssh.settings.Whatever = "any";
  networking.firewall = {
    allowedTCPPorts = [ 80 "443" ];
    checkReversePath = "loose";
    interfaces.lan.allowedTCPPorts = { };
    interfaces.vpn.allowedTCPPorts = lib.mkMerge [ [ 22 ] (lib.mkIf true [ 70000 ]) ];
  };
  services.prometheus.scrapeConfigs = [
    { job_name = "node"; static_configs = [ { targets = "localhost:9100"; } ]; }
    { job_name = "ok"; static_configs = [ { targets = [ "localhost:9090" ]; } ]; }
  ];
  services.restic.backups.home = {
    paths = [ "/home" ];
    initialize = null;
    repository = if true then 1 else 2;
  };
}
