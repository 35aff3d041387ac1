# Files and folders of the flake. Symlinks are neither.
{
  config,
  own,
  parts,
  inputs,
  ...
}:
let
  lib = import ../nixpkgs/lib;
  of = wanted: path: map (name: "${path}/${name}") (
    lib.attrNames (lib.filterAttrs (_: wanted) (safe-read-directory path))
  );
  safe-read-directory = path: if builtins.pathExists path then builtins.readDir path else { };
  is-file-kind = kind: kind == "regular";
  is-directory-kind = kind: kind == "directory";
  get-files = of is-file-kind;
  get-directories = of is-directory-kind;
  # In the order of names, the files of a folder in its place.
  get-files-recursive =
    path:
    lib.concatMap (
      name:
      let
        here = "${path}/${name}";
        kind = (safe-read-directory path).${name};
      in
      if is-directory-kind kind then get-files-recursive here else lib.optional (is-file-kind kind) here
    ) (lib.attrNames (safe-read-directory path));

  isDefault = file: baseNameOf file == "default.nix";
  isNix = parts.path.has-file-extension "nix";
  isOther = file: isNix file && !isDefault file;
in
{
  inherit
    get-directories
    get-files
    get-files-recursive
    is-directory-kind
    is-file-kind
    safe-read-directory
    ;
  is-symlink-kind = kind: kind == "symlink";
  is-unknown-kind = kind: kind == "unknown";
  get-file = path: "${inputs.src}/${path}";
  get-snowfall-file = path: "${config.root}/${path}";
  get-nix-files = path: lib.filter isNix (get-files path);
  get-nix-files-recursive = path: lib.filter isNix (get-files-recursive path);
  get-default-nix-files = path: lib.filter isDefault (get-files path);
  get-default-nix-files-recursive = path: lib.filter isDefault (get-files-recursive path);
  get-non-default-nix-files = path: lib.filter isOther (get-files path);
  get-non-default-nix-files-recursive = path: lib.filter isOther (get-files-recursive path);
}
