{
  outputs =
    { nixpkgs, ... }:
    {
      nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = [ ./a.nix ]; };
      homeConfigurations = throw "not today";
    };
}
