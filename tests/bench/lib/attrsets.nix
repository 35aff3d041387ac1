# Attribute sets.
lib: {
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

  nameValuePair = name: value: { inherit name value; };
  genAttrs = names: f: builtins.listToAttrs (map (name: lib.nameValuePair name (f name)) names);
  mapAttrs' = f: set: builtins.listToAttrs (lib.mapAttrsToList f set);
  mapAttrsToList = f: set: map (name: f name set.${name}) (builtins.attrNames set);
  filterAttrs =
    pred: set:
    removeAttrs set (builtins.filter (name: !pred name set.${name}) (builtins.attrNames set));
  concatMapAttrs = f: set: builtins.foldl' (all: part: all // part) { } (lib.mapAttrsToList f set);
  optionalAttrs = cond: set: if cond then set else { };
  mergeAttrsList = builtins.foldl' (all: part: all // part) { };
  recursiveUpdate =
    a: b:
    if builtins.isAttrs a && builtins.isAttrs b then
      a
      // builtins.mapAttrs (
        name: value: if a ? ${name} then lib.recursiveUpdate a.${name} value else value
      ) b
    else
      b;
  attrByPath =
    path: default: set:
    if path == [ ] then
      set
    else if builtins.isAttrs set && set ? ${builtins.head path} then
      lib.attrByPath (builtins.tail path) default set.${builtins.head path}
    else
      default;
  hasAttrByPath =
    path: set:
    path == [ ]
    || (
      set ? ${builtins.head path} && lib.hasAttrByPath (builtins.tail path) set.${builtins.head path}
    );
  setAttrByPath =
    path: value:
    if path == [ ] then
      value
    else
      { ${builtins.head path} = lib.setAttrByPath (builtins.tail path) value; };
  getAttrs = names: set: lib.genAttrs names (name: set.${name});
  isDerivation = value: value.type or null == "derivation";
  getBin = package: package.bin or package;
  getExe = package: lib.getExe' package package.meta.mainProgram;
  getExe' = package: name: "${lib.getBin package}/bin/${name}";
}
