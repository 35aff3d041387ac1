# Outputs that several modules may define together.
{
  config,
  lib,
  flake-parts-lib,
  moduleLocation,
  ...
}:
let
  nixward = import ../../nixward.nix;
  inherit (lib) mkOption types;
  perSystem =
    name: type:
    flake-parts-lib.mkTransposedPerSystemModule {
      inherit name;
      file = "flake-parts ${name}";
      option = mkOption {
        type = types.lazyAttrsOf type;
        default = { };
      };
    };
in
{
  imports = [
    (perSystem "apps" types.raw)
    (perSystem "checks" types.package)
    (perSystem "devShells" types.package)
    (perSystem "legacyPackages" types.raw)
    (perSystem "packages" types.package)
  ];
  options = {
    flake = {
      nixosConfigurations = mkOption {
        type = types.lazyAttrsOf types.raw;
        default = { };
      };
      nixosModules = mkOption {
        type = types.lazyAttrsOf types.deferredModule;
        default = { };
        apply = lib.mapAttrs (
          name: module: {
            _class = "nixos";
            _file = "${toString moduleLocation}#nixosModules.${name}";
            imports = [ module ];
          }
        );
      };
      overlays = mkOption {
        type = types.lazyAttrsOf (types.uniq types.raw);
        default = { };
      };
      formatter = mkOption {
        type = types.lazyAttrsOf types.raw;
        default = { };
      };
    };
    perSystem = flake-parts-lib.mkPerSystemOption {
      options.formatter = mkOption {
        type = types.nullOr types.raw;
        default = null;
      };
    };
  };
  config = {
    # flake-parts guesses whether any system has one.
    flake.formatter = nixward.perhaps (lib.mapAttrs (_: system: system.formatter) config.allSystems);
    perInput = system: flake: { formatter = flake.formatter.${system}; };
  };
}
