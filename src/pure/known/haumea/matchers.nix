# Which files are loaded, and how: the first of a list that matches a file's name loads it.
let
  lib = import ../nixpkgs/lib;
  # A name that is more than the extension.
  extension = name: loader: {
    inherit loader;
    matches =
      file:
      lib.hasSuffix ".${name}" file && lib.stringLength file > lib.stringLength name + 1;
  };
in
{
  inherit extension;
  always = loader: {
    inherit loader;
    matches = _: true;
  };
  json = extension "json" (_: lib.importJSON);
  nix = extension "nix";
  regex = pattern: loader: {
    matches = file: builtins.match pattern file != null;
    loader =
      inputs: path:
      loader (builtins.match pattern (baseNameOf path)) inputs path;
  };
  toml = extension "toml" (_: lib.importTOML);
}
