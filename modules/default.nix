# The NixOS modules of this flake by name; `default` is all of them.
let
  # A set around each path: errors still name the file, and older Nix takes it for a module.
  modules = builtins.mapAttrs (_: path: { imports = [ path ]; }) {
    due = ./due;
    logging = ./logging;
    monitoring = ./monitoring;
    secrets = ./secrets;
  };
in
modules // { default.imports = builtins.attrValues modules; }
