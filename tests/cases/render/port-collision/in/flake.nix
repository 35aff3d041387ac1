{
  outputs =
    { nixpkgs, ... }:
    {
      nixosConfigurations = builtins.mapAttrs (
        name: _: nixpkgs.lib.nixosSystem { modules = [ (./modules/_rendered/hosts + "/${name}.nix") ]; }
      ) (import ./fleet.nix).hosts;
    };
}
