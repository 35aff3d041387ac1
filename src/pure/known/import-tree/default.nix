# import-tree: all files of folders as modules. Source: its documentation ("API Reference").
let
  lib = import ../nixpkgs/lib;
  inherit (builtins)
    isAttrs
    isPath
    isString
    match
    ;

  isPathLike = value: isPath value || isString value || (isAttrs value && value ? outPath);
  isTree = value: isAttrs value && value ? __config.__functor;
  # What the module system calls a module with.
  isArguments = value: isAttrs value && value ? options;

  # All files below whatever stands for some.
  filesOf =
    value:
    if isTree value then
      value.files
    else if isAttrs value && value ? outPath then
      filesOf value.outPath
    else if isPathLike value && builtins.readFileType value == "directory" then
      lib.filesystem.listFilesRecursive value
    else
      [ value ];

  # What a file is called by filters: its path below the folder it was found in.
  below =
    roots: value:
    let
      text = toString value;
      root = lib.findFirst (root: lib.hasPrefix root text) null roots;
    in
    if root == null then text else lib.removePrefix root text;

  found =
    state: path:
    let
      given = lib.flatten [
        state.paths
        path
      ];
      roots = map toString (
        builtins.filter (value: isPathLike value && builtins.readFileType value == "directory") given
      );
      initial =
        if state.initial != null then
          state.initial
        else
          name: lib.hasSuffix ".nix" name && !(lib.hasInfix "/_" name);
      wanted =
        value:
        if isPathLike value then
          initial (below roots value) && state.filter (below roots value)
        else
          (state.initial == null || state.initial value) && state.filter value;
    in
    map state.map (builtins.filter wanted (lib.flatten (map filesOf given)));

  call =
    state: path:
    if state.pipe == null then { imports = found state path; } else state.pipe (found state path);

  tree =
    state:
    let
      with' = more: tree (state // more);
      filtered = keep: with' { filter = value: state.filter value && keep value; };
      matches = pattern: value: match pattern value != null;
      self =
        builtins.mapAttrs (_: f: f self) state.api
        // {
          __config = state // {
            __functor = _: change: tree (change state);
          };
          __functor = _: path: call state (if isArguments path then [ ] else path);
          filter = filtered;
          filterNot = keep: filtered (value: !(keep value));
          match = pattern: filtered (matches pattern);
          matchNot = pattern: filtered (value: !(matches pattern value));
          map = f: with' { map = value: f (state.map value); };
          addPath = path: with' { paths = state.paths ++ [ path ]; };
          addAPI = api: with' { api = state.api // api; };
          withLib = _: self;
          initFilter = initial: with' { inherit initial; };
          pipeTo = pipe: with' { inherit pipe; };
          leafs = with' { pipe = value: value; };
          result = call state [ ];
          files = found state [ ];
          new = tree fresh;
        };
    in
    self;

  fresh = {
    api = { };
    filter = _: true;
    initial = null;
    map = value: value;
    paths = [ ];
    pipe = null;
  };
in
tree fresh
