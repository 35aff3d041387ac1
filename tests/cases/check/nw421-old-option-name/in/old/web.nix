{ config, lib, options, ... }:
{
  imports = [ ./own.nix ];
  services.openssh = {
    enable = true;
    permitRootLogin = "no";
    # Takes the old name without a word.
    knownHosts.other.publicKey = "ssh-ed25519 AAAA";
  };
  services.grafana = lib.mkIf config.services.grafana.enable { port = 3000; };
  docker-containers.cache.image = "redis";
  # Left alone: guarded, computed, or an option of the flake's own.
  services.postgresql = lib.optionalAttrs (options.services.postgresql ? port) { port = 5432; };
  services.usbguard = import ./usbguard.nix;
  services.prometheus2.mine = true;
}
