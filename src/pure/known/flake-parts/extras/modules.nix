# Modules that the flake has, by class.
{ lib, moduleLocation, ... }:
let
  inherit (lib) mapAttrs mkOption types;
  described =
    class: name: module:
    if class == "generic" then
      module
    else
      { ... }:
      {
        _class = class;
        _file = "${toString moduleLocation}#modules.${class}.${name}";
        imports = [ module ];
      };
in
{
  options.flake.modules = mkOption {
    type = types.lazyAttrsOf (types.lazyAttrsOf types.deferredModule);
    apply = mapAttrs (class: mapAttrs (described class));
  };
}
