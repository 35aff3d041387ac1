{
  outputs = { nixpkgs, ... }: {
    nixosConfigurations.one = nixpkgs.lib.nixosSystem { modules = [ ./modules/one.nix ./modules/two.nix ]; };
  };
}
