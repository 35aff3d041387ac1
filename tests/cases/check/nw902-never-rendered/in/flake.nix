{
  outputs =
    { nixpkgs, ... }:
    {
      nixosConfigurations = builtins.mapAttrs (
        name: _: nixpkgs.lib.nixosSystem { modules = [ { networking.hostName = name; } ]; }
      ) (import ./fleet.nix).hosts;
    };
}
