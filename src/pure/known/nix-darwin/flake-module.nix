# nix-darwin for flake-parts: outputs that several modules may define together.
{ lib, moduleLocation, ... }:
let
  inherit (lib) mkOption types;
in
{
  options.flake = {
    darwinConfigurations = mkOption {
      type = types.lazyAttrsOf types.raw;
      default = { };
    };
    darwinModules = mkOption {
      type = types.lazyAttrsOf types.deferredModule;
      default = { };
      apply = lib.mapAttrs (
        name: module: {
          _class = "darwin";
          _file = "${toString moduleLocation}#darwinModules.${name}";
          imports = [ module ];
        }
      );
    };
  };
}
