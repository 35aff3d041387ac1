# Attribute sets.
lib:
let
  inherit (builtins)
    attrNames
    attrValues
    catAttrs
    concatMap
    elemAt
    filter
    head
    intersectAttrs
    isAttrs
    isList
    length
    listToAttrs
    mapAttrs
    tail
    ;
  pair = name: value: { inherit name value; };
  # The set with these names.
  named = names: listToAttrs (map (name: pair name null) names);
in
{
  inherit (builtins)
    attrNames
    attrValues
    catAttrs
    getAttr
    hasAttr
    intersectAttrs
    isAttrs
    listToAttrs
    mapAttrs
    removeAttrs
    zipAttrsWith
    ;

  nameValuePair = pair;
  genAttrs = names: f: mapAttrs (name: _: f name) (named names);
  genAttrs' = items: f: listToAttrs (map f items);
  optionalAttrs = condition: set: if condition then set else { };

  attrByPath =
    path: default: set:
    if path == [ ] then
      set
    else if set ? ${head path} then
      lib.attrByPath (tail path) default set.${head path}
    else
      default;
  hasAttrByPath =
    path: set: path == [ ] || (set ? ${head path} && lib.hasAttrByPath (tail path) set.${head path});
  longestValidPathPrefix =
    path: set:
    if path != [ ] && set ? ${head path} then
      [ (head path) ] ++ lib.longestValidPathPrefix (tail path) set.${head path}
    else
      [ ];
  setAttrByPath =
    path: value:
    if path == [ ] then value else { ${head path} = lib.setAttrByPath (tail path) value; };
  getAttrFromPath =
    path:
    lib.attrByPath path (
      abort "cannot find attribute '${builtins.concatStringsSep "." path}'"
    );
  getAttrs = names: set: lib.genAttrs names (name: set.${name});
  attrVals = names: set: map (name: set.${name}) names;

  filterAttrs =
    keep: set: intersectAttrs (named (filter (name: keep name set.${name}) (attrNames set))) set;
  filterAttrsRecursive =
    keep: set:
    mapAttrs (_: value: if isAttrs value then lib.filterAttrsRecursive keep value else value) (
      lib.filterAttrs keep set
    );
  mapAttrs' = f: set: listToAttrs (lib.mapAttrsToList f set);
  mapAttrsToList = f: set: attrValues (mapAttrs f set);
  attrsToList = lib.mapAttrsToList pair;
  concatMapAttrs = f: set: lib.mergeAttrsList (lib.mapAttrsToList f set);
  mapAttrsRecursive = lib.mapAttrsRecursiveCond (_: true);
  mapAttrsRecursiveCond =
    enter: f:
    let
      at =
        path:
        mapAttrs (
          name: value:
          if isAttrs value && enter value then at (path ++ [ name ]) value else f (path ++ [ name ]) value
        );
    in
    at [ ];
  mapAttrsToListRecursive = lib.mapAttrsToListRecursiveCond (_: _: true);
  mapAttrsToListRecursiveCond =
    enter: f:
    let
      at =
        path: value:
        if isAttrs value && enter path value then
          concatMap (name: at (path ++ [ name ]) value.${name}) (attrNames value)
        else
          [ (f path value) ];
    in
    at [ ];
  collect =
    wanted: value:
    if wanted value then
      [ value ]
    else if isAttrs value then
      concatMap (lib.collect wanted) (attrValues value)
    else
      [ ];
  foldlAttrs =
    f: start: set:
    builtins.foldl' (result: name: f result name set.${name}) start (attrNames set);
  foldAttrs =
    f: start:
    builtins.zipAttrsWith (_: lib.foldr f start);
  cartesianProduct =
    set:
    builtins.foldl' (
      rows: name: concatMap (row: map (value: row // { ${name} = value; }) set.${name}) rows
    ) [ { } ] (attrNames set);
  cartesianProductOfSets = lib.cartesianProduct;
  mapCartesianProduct = f: set: map f (lib.cartesianProduct set);

  mergeAttrsList = builtins.foldl' (all: part: all // part) { };
  zipAttrsWithNames =
    names: f: sets:
    lib.genAttrs names (name: f name (catAttrs name sets));
  zipAttrs = builtins.zipAttrsWith (_: values: values);
  recursiveUpdateUntil =
    stop: left: right:
    let
      merge =
        path: left: right:
        left
        // mapAttrs (
          name: value:
          let
            at = path ++ [ name ];
          in
          if left ? ${name} && !stop at left.${name} value then merge at left.${name} value else value
        ) right;
    in
    merge [ ] left right;
  recursiveUpdate = lib.recursiveUpdateUntil (_: left: right: !(isAttrs left && isAttrs right));
  unionOfDisjoint =
    left: right:
    mapAttrs (
      name: value: if left ? ${name} && right ? ${name} then throw "unionOfDisjoint: collision on ${name}" else value
    ) (left // right);
  overrideExisting =
    old: new: mapAttrs (name: value: if new ? ${name} then new.${name} else value) old;
  matchAttrs =
    pattern: set:
    assert isAttrs pattern;
    builtins.all (
      name:
      set ? ${name}
      && (
        if isAttrs pattern.${name} then
          isAttrs set.${name} && lib.matchAttrs pattern.${name} set.${name}
        else
          pattern.${name} == set.${name}
      )
    ) (attrNames pattern);

  isDerivation = value: value.type or null == "derivation";
  recurseIntoAttrs = set: set // { recurseForDerivations = true; };
  dontRecurseIntoAttrs = set: set // { recurseForDerivations = false; };
  showAttrPath =
    path:
    if path == [ ] then
      "<root attribute path>"
    else
      lib.concatMapStringsSep "." lib.strings.escapeNixIdentifier path;

  getFirstOutput =
    names: package:
    let
      found = filter (name: package ? ${name}) names;
    in
    if package.outputSpecified or false || found == [ ] then package else package.${head found};
  getOutput = name: lib.getFirstOutput [ name "out" ];
  getBin = lib.getOutput "bin";
  getLib = lib.getFirstOutput [ "lib" "out" ];
  getStatic = lib.getFirstOutput [ "static" "lib" "out" ];
  getDev = lib.getOutput "dev";
  getInclude = lib.getFirstOutput [ "include" "dev" "out" ];
  getMan = lib.getOutput "man";
  chooseDevOutputs = map lib.getDev;
}
