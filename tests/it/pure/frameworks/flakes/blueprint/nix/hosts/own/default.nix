{ inputs, hostName, ... }:
{
  class = "nixos";
  value = inputs.nixpkgs.lib.nixosSystem {
    modules = [ { networking.hostName = hostName; } ];
  };
}
