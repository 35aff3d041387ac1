# Modules from a folder, by their path in it.
{ parts, ... }:
let
  lib = import ../nixpkgs/lib;
in
{
  create-modules =
    {
      src ? parts.fs.get-snowfall-file "modules/nixos",
      overrides ? { },
      alias ? { },
    }:
    let
      named =
        file:
        lib.nameValuePair (lib.removePrefix "/" (
          lib.replaceStrings
            [
              (toString src)
              "/default.nix"
            ]
            [
              ""
              ""
            ]
            (builtins.unsafeDiscardStringContext file)
        )) file;
      # Of two of one name the later counts.
      found = lib.listToAttrs (
        lib.reverseList (map named (parts.fs.get-default-nix-files-recursive src))
      );
    in
    found // lib.mapAttrs (_: name: found.${name}) alias // overrides;
}
