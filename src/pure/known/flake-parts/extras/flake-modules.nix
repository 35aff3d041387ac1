# Modules that the flake has for flake-parts.
{ lib, moduleLocation, ... }:
let
  inherit (lib) mkOption types;
in
{
  options.flake = mkOption {
    type = types.submoduleWith {
      modules = [
        (lib.mkAliasOptionModule [ "flakeModule" ] [ "flakeModules" "default" ])
        {
          options.flakeModules = mkOption {
            type = types.lazyAttrsOf types.deferredModule;
            default = { };
            apply = lib.mapAttrs (
              name: module: rec {
                _class = "flake";
                _file = "${toString moduleLocation}#flakeModules.${name}";
                key = _file;
                imports = [ module ];
              }
            );
          };
        }
      ];
    };
  };
}
