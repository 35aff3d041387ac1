{
  outputs =
    { self, nixpkgs }:
    {
      nixosConfigurations = {
        always = nixpkgs.lib.nixosSystem { modules = [ ]; };
      }
      // (if self ? rev then { released = nixpkgs.lib.nixosSystem { modules = [ ]; }; } else { });
    };
}
