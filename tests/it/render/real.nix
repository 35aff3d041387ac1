# A host that does everything at once, on the nixpkgs named here.
{ nixpkgs, repository }:
let
  file = ./real.nix;
  inherit
    (import (nixpkgs + "/nixos/lib/eval-config.nix") {
      system = "x86_64-linux";
      modules = [
        (import (repository + "/modules")).monitoring
        (import (repository + "/modules")).logging
        {
          boot.loader.grub.device = "nodev";
          fileSystems."/".device = "/dev/disk/by-label/root";
          nixward.monitoring = {
            agent = {
              enable = true;
              exporters = [
                "node"
                "postgres"
                "strange"
              ];
              interfaces = [ "eth0" ];
            };
            server = {
              enable = true;
              targets.a.address = "2001:db8::1";
              ruleFiles = [ file ];
              alertmanager = {
                configFile = file;
                credentials.token = "/run/agenix/token";
              };
              blackbox.configFile = file;
              probes.web = {
                target = "https://www.example.org";
                module = "http";
              };
            };
          };
          nixward.logging.server = {
            enable = true;
            interfaces = [ "eth0" ];
            ruleFolder = "/rules";
            alertmanagerUrl = "http://localhost:9093";
          };
        }
      ];
    })
    config
    ;
  command = unit: builtins.unsafeDiscardStringContext config.systemd.services.${unit}.serviceConfig.ExecStart;
in
{
  inherit (config) warnings;
  failed = map (it: it.message) (builtins.filter (it: !it.assertion) config.assertions);
  ports = config.networking.firewall.interfaces.eth0.allowedTCPPorts;
  home = config.systemd.services.prometheus-node-exporter.serviceConfig.ProtectHome;
  node = command "prometheus-node-exporter";
  prometheus = command "prometheus";
  system = builtins.unsafeDiscardStringContext config.system.build.toplevel.drvPath;
}
