# What a folder holds: folders and `.nix` files by name. A file comes before a folder of its name.
path:
let
  lib = import ../nixpkgs/lib;
  entries = builtins.readDir path;
  entry = name: {
    path = path + "/${name}";
    type = entries.${name};
  };
  folders = lib.filterAttrs (_: type: type == "directory") entries;
  files = lib.filterAttrs (name: type: type != "directory" && lib.hasSuffix ".nix" name) entries;
in
if builtins.pathExists path then
  lib.mapAttrs (name: _: entry name) folders
  // lib.mapAttrs' (name: _: lib.nameValuePair (lib.removeSuffix ".nix" name) (entry name)) files
else
  { }
