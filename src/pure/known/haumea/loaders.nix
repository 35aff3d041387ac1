# What a file becomes. A function gets the inputs that it names, whether or not they have defaults.
let
  lib = import ../nixpkgs/lib;
  called =
    read: inputs: path:
    let
      written = read path;
      f = if lib.isFunction written then written else _: written;
    in
    f (lib.mapAttrs (name: _: inputs.${name}) (lib.functionArgs f));
in
{
  callPackage = inputs: path: lib.callPackageWith inputs path { };
  default = called import;
  path = _: path: path;
  scoped = inputs: called (scopedImport inputs) inputs;
  verbatim = _: import;
}
