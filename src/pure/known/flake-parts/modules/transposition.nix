# Outputs with the systems below them, made from what each system has.
{ config, lib, ... }:
let
  inherit (lib) mapAttrs mkOption types;
in
{
  options.transposition = mkOption {
    type = types.lazyAttrsOf (
      types.submodule {
        options.adHoc = mkOption {
          type = types.bool;
          default = false;
        };
      }
    );
  };
  config = {
    flake = mapAttrs (name: _: mapAttrs (_: system: system.${name}) config.allSystems) config.transposition;
    perInput = system: flake: mapAttrs (name: _: flake.${name}.${system}) config.transposition;
    perSystem.options = mapAttrs (_: _: mkOption { }) (
      lib.filterAttrs (_: attribute: attribute.adHoc) config.transposition
    );
  };
}
