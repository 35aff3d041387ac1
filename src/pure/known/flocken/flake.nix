# flocken: modules of a folder.
{
  outputs =
    _:
    let
      nixward = import ../nixward.nix;
      lib = import ../nixpkgs/lib;
    in
    nixward.open "an output of flocken that is not known" {
      lib = nixward.openFunctions "a part of flocken's `lib` that is not known" {
        # Every file but `default.nix`, every folder with one, unless the name starts with `_`.
        getModules =
          folder:
          let
            isModule =
              name: type:
              !lib.hasPrefix "_" name
              && (
                if type == "directory" then
                  builtins.pathExists (folder + "/${name}/default.nix")
                else
                  type == "regular" && lib.hasSuffix ".nix" name && name != "default.nix"
              );
          in
          map (name: folder + "/${name}") (
            builtins.attrNames (lib.filterAttrs isModule (builtins.readDir folder))
          );
        optionalPath = path: lib.optional (builtins.pathExists path) path;
      };
    };
}
