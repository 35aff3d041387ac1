# Sets of files: `{ _type = "fileset"; tree; }`, where the tree has a set for each folder on the way
# from the root of the file system and `true` for each file. A path stands for all files below it.
lib:
let
  nixward = import ../../nixward.nix;
  inherit (builtins) isAttrs isPath readDir;

  # What a path's own name and those of its folders come to, the first one first.
  names = path: lib.filter (name: name != "") (lib.splitString "/" (toString path));
  at = path: tree: lib.setAttrByPath (names path) tree;

  # The files of a folder that are wanted; folders without any are left out.
  below =
    wanted: path:
    lib.filterAttrs (_: tree: tree != { }) (
      lib.mapAttrs (
        name: type:
        if type == "directory" then
          below wanted (path + "/${name}")
        else if wanted name type then
          true
        else
          { }
      ) (readDir path)
    );
  ofPath =
    wanted: path:
    let
      type = lib.filesystem.pathType path;
      tree =
        if type == "directory" then
          below wanted path
        else if wanted (baseNameOf path) type then
          true
        else
          { };
    in
    if tree == { } then { } else at path tree;

  treeOf =
    what:
    if isAttrs what && what._type or null == "fileset" then
      what.tree
    else if isPath what then
      if builtins.pathExists what then
        ofPath (_: _: true) what
      else
        throw "lib.fileset: ${toString what} is a path that does not exist. To create a file set from a path that may not exist, use `lib.fileset.maybeMissing`."
    else
      throw "lib.fileset: neither a file set nor a path";
  make = tree: {
    inherit tree;
    _type = "fileset";
  };

  both = lib.recursiveUpdate;
  clean = lib.filterAttrs (_: tree: tree != { });
  shared =
    left: right:
    clean (
      lib.mapAttrs (
        name: tree: if isAttrs tree && isAttrs left.${name} then shared left.${name} tree else tree
      ) (builtins.intersectAttrs left right)
    );
  without =
    left: right:
    clean (
      lib.mapAttrs (
        name: tree:
        if !right ? ${name} then
          tree
        else if isAttrs tree && isAttrs right.${name} then
          without tree right.${name}
        else
          { }
      ) left
    );

  # Files before and after folders, as their names are sorted.
  paths =
    folder: tree:
    lib.concatLists (
      lib.mapAttrsToList (
        name: below: if isAttrs below then paths "${folder}/${name}" below else [ (/. + "${folder}/${name}") ]
      ) tree
    );
in
{
  empty = make { };
  fileFilter =
    predicate: path:
    if isPath path then
      make (
        ofPath (
          name: type:
          predicate {
            inherit name type;
            hasExt = extension: lib.hasSuffix ".${extension}" name;
            _ = null;
          }
        ) path
      )
    else
      throw "lib.fileset.fileFilter: the second argument is no path";
  isFileset = value: builtins.isPath value || value._type or null == "fileset";
  maybeMissing = path: if builtins.pathExists path then make (treeOf path) else make { };
  toList = what: paths "" (treeOf what);
  union = left: right: make (both (treeOf left) (treeOf right));
  unions = list: make (lib.foldl' both { } (map treeOf list));
  intersection = left: right: make (shared (treeOf left) (treeOf right));
  difference = left: right: make (without (treeOf left) (treeOf right));
  trace = _: value: value;
  traceVal = value: value;
  toSource = _: nixward.because "a source made of some files";
}
