# Stands in for nixpkgs where there is no network: enough of `lib`, of `legacyPackages` and of NixOS
# for the example fleet, real derivations included. See README.md for what it is not.
{
  description = "An offline stand-in for nixpkgs, for the tests of nixward";

  outputs =
    { self }:
    let
      lib = import ./lib;
      systems = [
        "x86_64-linux"
        "aarch64-linux"
      ];
    in
    {
      lib = lib // {
        nixosSystem = import ./nixos {
          inherit lib;
          packages = self.legacyPackages;
        };
      };
      legacyPackages = lib.genAttrs systems (system: import ./pkgs { inherit lib system; });
    };
}
