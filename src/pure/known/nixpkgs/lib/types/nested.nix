# Types around others.
lib:
let
  nixward = import ../../../nixward.nix;
  inherit (builtins)
    all
    concatMap
    elem
    filter
    head
    isAttrs
    isList
    length
    mapAttrs
    ;
  inherit (lib) mkOptionType types;
  inherit (lib.modules) certainOf element withoutDoubt;

  # Keeps the merging of declarations going inside.
  around =
    elemType: rebuild: type:
    mkOptionType (
      {
        nestedTypes = { inherit elemType; };
        typeMerge =
          other:
          let
            inner = elemType.typeMerge other.nestedTypes.elemType;
          in
          if other.name == type.name && inner != null then rebuild inner else null;
        inherit (elemType) getSubModules getSubOptions;
        substSubModules = modules: rebuild (elemType.substSubModules modules);
      }
      // type
    );

  # Where nobody knows whether a definition counts, the item may not be there.
  kept =
    found:
    if nixward.isUnknown found.defined then
      nixward.perhaps [ found.value ]
    else if found.defined then
      [ found.value ]
    else
      [ ];

  attrsWith =
    {
      elemType,
      lazy ? false,
      placeholder ? "name",
    }:
    around elemType
      (
        elemType:
        attrsWith {
          inherit elemType lazy placeholder;
        }
      )
      {
        name = if lazy then "lazyAttrsOf" else "attrsOf";
        description = "attribute set of ${elemType.description}";
        check = isAttrs;
        emptyValue.value = { };
        merge =
          loc: defs:
          let
            found = builtins.zipAttrsWith (name: element elemType (loc ++ [ name ])) (
              map (
                def:
                mapAttrs (_: value: {
                  inherit (def) file;
                  inherit value;
                }) def.value
              ) defs
            );
            empty =
              name:
              elemType.emptyValue.value
                or (throw "The option `${lib.showOption (loc ++ [ name ])}' was accessed but has no value defined.");
            lazily =
              name: found:
              if nixward.isUnknown found.defined then
                if elemType.emptyValue ? value then found.defined else found.value
              else if found.defined then
                found.value
              else
                empty name;
          in
          if lazy then
            mapAttrs lazily found
          else
            mapAttrs (_: found: found.value) (lib.filterAttrs (_: found: found.defined) found);
      };

  listOf =
    elemType:
    around elemType listOf {
      name = "listOf";
      description = "list of ${elemType.description}";
      check = isList;
      emptyValue.value = [ ];
      merge =
        loc: defs:
        concatMap (
          def:
          concatMap (
            value:
            kept (
              element elemType (loc ++ [ "[...]" ]) [
                {
                  inherit (def) file;
                  inherit value;
                }
              ]
            )
          ) def.value
        ) defs;
    };

  nullOr =
    elemType:
    around elemType nullOr {
      name = "nullOr";
      description = "null or ${elemType.description}";
      check = value: value == null || elemType.check value;
      emptyValue.value = null;
      merge =
        loc: defs:
        let
          isNull = def: def.value == null;
          certain = certainOf defs;
          nulls = filter (def: !nixward.isUnknown def.value && isNull def) certain;
          set = filter (def: !nixward.isUnknown def.value && !isNull def) certain;
        in
        if nulls != [ ] && set != [ ] then
          throw "The option `${lib.showOption loc}' is defined both null and not null."
        else if set != [ ] then
          elemType.merge loc defs
        else if nulls != [ ] then
          null
        else
          withoutDoubt defs (defs: if length defs == 1 then (head defs).value else nixward.because "which of several definitions counts");
    };

  unique =
    message: elemType:
    around elemType (unique message) {
      name = "unique";
      inherit (elemType) check description emptyValue;
      merge = lib.mergeUniqueOption {
        inherit (message) message;
        inherit (elemType) merge;
      };
    };

  # Of several types the first one that fits all definitions.
  either =
    left: right:
    mkOptionType {
      name = "either";
      description = "${left.description} or ${right.description}";
      check = value: left.check value || right.check value;
      nestedTypes = { inherit left right; };
      merge =
        loc: defs:
        let
          fits = type: all (def: type.check def.value) defs;
          byLeft = fits left;
          byRight = fits right;
        in
        if nixward.isUnknown byLeft then
          byLeft
        else if byLeft then
          left.merge loc defs
        else if nixward.isUnknown byRight then
          byRight
        else if byRight then
          right.merge loc defs
        else
          lib.mergeOneOption loc defs;
      typeMerge =
        other:
        let
          merged = mapAttrs (name: type: type.typeMerge other.nestedTypes.${name}) {
            inherit left right;
          };
        in
        if other.name == "either" && merged.left != null && merged.right != null then
          either merged.left merged.right
        else
          null;
    };

  coercedTo =
    from: convert: to:
    mkOptionType {
      name = "coercedTo";
      description = "${to.description} or ${from.description} convertible to it";
      check = value: to.check value || (from.check value && to.check (convert value));
      inherit (to)
        emptyValue
        getSubModules
        getSubOptions
        ;
      substSubModules = modules: coercedTo from convert (to.substSubModules modules);
      typeMerge = _: null;
      merge =
        loc: defs:
        to.merge loc (
          map (def: def // { value = if from.check def.value then convert def.value else def.value; }) defs
        );
    };

  functionTo =
    elemType:
    around elemType functionTo {
      name = "functionTo";
      description = "function that evaluates to ${elemType.description}";
      check = lib.isFunction;
      merge =
        loc: defs:
        let
          value =
            argument:
            (element elemType (loc ++ [ "<function body>" ]) (
              map (def: def // { value = def.value argument; }) defs
            )).value;
        in
        value;
    };
in
{
  inherit
    attrsWith
    coercedTo
    either
    functionTo
    listOf
    nullOr
    unique
    ;
  uniq = unique { message = ""; };
  attrsOf = elemType: attrsWith { inherit elemType; };
  lazyAttrsOf =
    elemType:
    attrsWith {
      inherit elemType;
      lazy = true;
    };
  attrs = mkOptionType {
    name = "attrs";
    description = "attribute set";
    check = isAttrs;
    emptyValue.value = { };
    merge = _: defs: lib.foldl (merged: set: merged // set) { } (map (def: def.value) defs);
  };
  nonEmptyListOf = elemType: types.addCheck (listOf elemType) (list: list != [ ]) // { emptyValue = { }; };
  oneOf = list: builtins.foldl' either (head list) (builtins.tail list);
  addCheck =
    type: check:
    type
    // {
      check = value: type.check value && check value;
      substSubModules = modules: types.addCheck (type.substSubModules modules) check;
    };
  attrTag =
    tags:
    mkOptionType {
      name = "attrTag";
      check = value: isAttrs value && all (name: elem name (builtins.attrNames tags)) (builtins.attrNames value);
      merge =
        loc: defs:
        mapAttrs (
          name: found: (element tags.${name}.type (loc ++ [ name ]) found).value
        ) (
          builtins.zipAttrsWith (_: found: found) (
            map (def: mapAttrs (_: value: def // { inherit value; }) def.value) defs
          )
        );
    };
}
