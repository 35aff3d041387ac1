# What becomes of a folder's set, given where it is.
let
  lib = import ../nixpkgs/lib;
  letters = lib.stringToCharacters "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";
  # Moves the attribute `from` of each file up a level, or at the top to `to`.
  hoist =
    merge: wrap: from: to: cursor: folder:
    let
      target = if cursor == [ ] then to else from;
      parts =
        file: value:
        if value ? ${from} then
          {
            ${file} = removeAttrs value [ from ];
            ${target} = wrap file value.${from};
          }
        else
          { ${file} = value; };
    in
    lib.foldl' (merge target) { } (lib.mapAttrsToList parts folder);
in
{
  hoistAttrs = hoist (_: lib.recursiveUpdate) (file: value: { ${file} = value; });
  hoistLists = hoist (
    target: left: right:
    left
    // right
    // {
      ${target} = left.${target} or [ ] ++ right.${target} or [ ];
    }
  ) (_: value: value);
  liftDefault =
    _: folder:
    lib.attrsets.unionOfDisjoint (removeAttrs folder [ "default" ]) (folder.default or { });
  prependUnderscore =
    _:
    lib.mapAttrs' (
      name:
      lib.nameValuePair (
        if lib.elem (lib.substring 0 1 name) letters then name else "_${name}"
      )
    );
}
