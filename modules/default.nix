# The NixOS modules of this flake by name; `default` is all of them.
let
  modules = {
    secrets = ./secrets;
  };
in
modules // { default.imports = builtins.attrValues modules; }
