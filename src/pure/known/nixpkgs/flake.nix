# nixpkgs as a flake.
{
  outputs =
    _:
    let
      nixward = import ../nixward.nix;
      lib = (import ./lib).extend (
        final: _: {
          nixosSystem = import ../configuration.nix "nixos";
          nixos = nixward.open "a part of nixpkgs' `lib.nixos` that is not known" {
            evalModules = import ../configuration.nix "nixos";
          };
        }
      );
      systems = lib.systems.flakeExposed;
    in
    nixward.open "an output of nixpkgs that is not known" {
      inherit lib;
      legacyPackages = lib.genAttrs systems (system: import ./. { localSystem = system; });
    };
}
