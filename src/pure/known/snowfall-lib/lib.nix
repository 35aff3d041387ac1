# `mkLib`: the libraries of nixpkgs and of all inputs, those of snowfall as `snowfall`, and what the
# flake's own folder `lib` has.
own:
{
  inputs,
  src,
  snowfall ? { },
}:
let
  nixward = import ../nixward.nix;
  nixpkgsLib = import ../nixpkgs/lib;
  inherit (nixpkgsLib) recursiveUpdate;
  config = snowfall // {
    inherit src;
    root = snowfall.root or src;
    namespace = snowfall.namespace or "internal";
  };
  context = {
    inherit config own parts;
    inputs = inputs // {
      inherit src;
    };
    internal = {
      user-lib = userLib (parts.fs.get-snowfall-file "lib");
      system-lib = named (userLib (parts.fs.get-snowfall-file "lib"));
    };
  };
  parts = {
    fp = import ./fp.nix;
    attrs = import ./attrs.nix;
    path = import ./path.nix;
    fs = import ./fs.nix context;
    flake = import ./inputs.nix;
    system = import ./system.nix context;
    home = import ./home.nix context;
    module = import ./module.nix context;
    inherit (context) internal;
  };
  libraries = parts.flake.get-libs;
  without = parts.flake.without-self;
  base =
    own.nixpkgs.lib
    // libraries (without own)
    // libraries (without context.inputs)
    // {
      mkFlake = import ./mk-flake.nix context;
      snowfall = nixward.open "a part of snowfall's library that is not known" (
        parts // { inherit (base) mkFlake; }
      );
    };
  named = library: base // { ${config.namespace} = library; };

  # Every `default.nix` in the folder gives a part.
  userLib =
    folder:
    let
      whole = nixpkgsLib.foldr recursiveUpdate { } (map part (parts.fs.get-default-nix-files-recursive folder));
      part =
        file:
        let
          written = import file;
        in
        if nixpkgsLib.isFunction written then
          nixpkgsLib.callPackageWith {
            inherit inputs;
            inherit (config) namespace;
            snowfall-inputs = own;
            lib = base // { ${config.namespace} = whole; };
          } file { }
        else
          written;
    in
    whole;
in
if !inputs ? self then
  throw "snowfall-lib: the inputs have no `self`"
else
  recursiveUpdate base (userLib "${src}/lib")
