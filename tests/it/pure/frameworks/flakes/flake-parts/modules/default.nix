{ inputs, ... }:
{
  flake.nixosConfigurations.written = inputs.nixpkgs.lib.nixosSystem { modules = [ ]; };
}
