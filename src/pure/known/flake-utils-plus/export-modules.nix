# Modules by the names of their files.
let
  lib = import ../nixpkgs/lib;
  named = file: lib.removeSuffix ".toml" (lib.removeSuffix ".nix" (baseNameOf file));
  entry =
    module:
    if builtins.isPath module then
      {
        name = lib.removeSuffix ".nix" (baseNameOf module);
        value = import module;
      }
    else
      let
        said = if builtins.isFunction module then module (builtins.functionArgs module) else module;
      in
      if said ? _file then
        {
          name = named said._file;
          value = module;
        }
      else
        throw "flake-utils-plus: a module without _file has no name to be exported under";
in
modules: builtins.listToAttrs (map entry modules)
