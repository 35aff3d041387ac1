# home-manager for flake-parts: outputs that several modules may define together.
{ lib, moduleLocation, ... }:
let
  inherit (lib) mkOption types;
in
{
  options.flake = {
    homeConfigurations = mkOption {
      type = types.lazyAttrsOf types.raw;
      default = { };
    };
    homeModules = mkOption {
      type = types.lazyAttrsOf types.deferredModule;
      default = { };
      apply = lib.mapAttrs (
        name: module: {
          _class = "homeManager";
          _file = "${toString moduleLocation}#homeModules.${name}";
          imports = [ module ];
        }
      );
    };
  };
}
