# `load`: a folder as a set of its files and folders, without their extensions. A name that starts
# with `_` is seen from inside the whole only, one with `__` from inside its folder only.
{
  src,
  loader ? (import ./loaders.nix).default,
  inputs ? { },
  transformer ? [ ],
}:
let
  lib = import ../nixpkgs/lib;
  matchers = if lib.isFunction loader then [ ((import ./matchers.nix).nix loader) ] else loader;
  transformers = lib.flatten transformer;
  transform = cursor: folder: lib.foldl' (value: f: f cursor value) folder transformers;

  withoutUnderscores = name: lib.removePrefix "_" (lib.removePrefix "_" name);
  # What stands before the last dot, unless that comes first or last.
  withoutExtension =
    name:
    let
      parts = builtins.match "(.+)\\.([^.]+)" name;
    in
    if parts == null then name else lib.head parts;

  # The entries of a folder by the names they get.
  tree =
    cursor: path:
    let
      entry =
        written: type:
        let
          name = withoutUnderscores written;
          fitting = lib.filter (matcher: matcher.matches name) matchers;
          known = {
            path = path + "/${written}";
            seen =
              if lib.hasPrefix "__" written then
                "folder"
              else if lib.hasPrefix "_" written then
                "whole"
              else
                "everywhere";
          };
        in
        if name == "" then
          null
        else if type == "directory" then
          lib.nameValuePair name (
            known
            // {
              entries = tree (cursor ++ [ name ]) known.path;
            }
          )
        else if type == "regular" && fitting != [ ] then
          lib.nameValuePair (withoutExtension name) (
            known
            // {
              content = lib.fix (
                self:
                (lib.head fitting).loader (
                  inputs
                  // {
                    inherit self;
                    root = view cursor [ ] whole;
                    super = lib.getAttrFromPath cursor (view cursor [ ] whole);
                  }
                ) known.path
              );
            }
          )
        else
          null;
      found = lib.filter (entry: entry != null) (lib.mapAttrsToList entry (builtins.readDir path));
      names = map (entry: entry.name) found;
    in
    if lib.length (lib.unique names) == lib.length names then
      lib.listToAttrs found
    else
      throw "haumea: two entries of ${toString path} have one name";
  whole = tree [ ] src;

  # The folder at `cursor`, as it is seen from the folder at `from` (null: from outside).
  view =
    from: cursor: entries:
    transform cursor (
      lib.mapAttrs (
        name: entry:
        if entry ? entries then view from (cursor ++ [ name ]) entry.entries else entry.content
      ) (lib.filterAttrs (_: entry: isSeen from cursor entry.seen) entries)
    );
  isSeen =
    from: cursor: seen:
    seen == "everywhere"
    || from != null && (seen == "whole" || lib.take (lib.length cursor) from == cursor);
in
if inputs ? self || inputs ? super || inputs ? root then
  throw "haumea: `self`, `super` and `root` cannot be names of inputs"
else
  view null [ ] whole
