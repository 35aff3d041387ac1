# Types of options: `check` a value, `merge` the definitions that remained after overriding,
# `typeMerge` with the type of a second declaration of the same option (null: they disagree).
lib:
let
  inherit (builtins)
    attrNames
    isAttrs
    isList
    isString
    length
    ;

  mkOptionType =
    type:
    {
      _type = "option-type";
      description = type.name;
      check = _: true;
      merge = mergeEqual;
      typeMerge = other: if other.name == type.name then mkOptionType type else null;
    }
    // type;

  conflict =
    loc: defs:
    throw "The option `${lib.showOption loc}' has conflicting definition values:${lib.showDefs defs}\nUse `lib.mkForce value' or `lib.mkDefault value' to change the priority on any of these definitions.";

  mergeOne = loc: defs: if length defs == 1 then (builtins.head defs).value else conflict loc defs;
  mergeEqual =
    loc: defs:
    let
      first = (builtins.head defs).value;
    in
    if length defs == 1 || lib.all (def: def.value == first) defs then first else conflict loc defs;

  # A type around another: keeps the merging of declarations going inside.
  around =
    elemType: rebuild: type:
    mkOptionType (
      type
      // {
        nestedTypes = { inherit elemType; };
        typeMerge =
          other:
          let
            inner = elemType.typeMerge other.nestedTypes.elemType;
          in
          if other.name == type.name && inner != null then rebuild inner else null;
      }
    );

  # One element, merged from its definitions; null where all of them were switched off.
  element =
    elemType: loc: defs:
    let
      found = lib.effectiveDefs defs;
    in
    if found == [ ] then null else { value = lib.mergeDefs loc elemType found; };

  attrsWith =
    lazy: elemType:
    around elemType (attrsWith lazy) {
      name = if lazy then "lazyAttrsOf" else "attrsOf";
      description = "attribute set of ${elemType.description}";
      check = isAttrs;
      emptyValue = { };
      merge =
        loc: defs:
        let
          merged = builtins.zipAttrsWith (name: element elemType (loc ++ [ name ])) (
            map (
              def:
              builtins.mapAttrs (_: value: {
                inherit (def) file;
                inherit value;
              }) def.value
            ) (lib.pushDownDefs defs)
          );
        in
        if lazy then
          builtins.mapAttrs (
            name: found:
            if found != null then
              found.value
            else
              elemType.emptyValue or (throw "`${lib.showOption (loc ++ [ name ])}' has no value.")
          ) merged
        else
          builtins.mapAttrs (_: found: found.value) (lib.filterAttrs (_: found: found != null) merged);
    };

  between =
    name: low: high:
    mkOptionType {
      inherit name;
      description = "integer between ${toString low} and ${toString high}";
      check = value: builtins.isInt value && value >= low && value <= high;
    };
  numeric =
    name: description: check:
    mkOptionType { inherit name description check; };

  submoduleWith =
    {
      modules,
      specialArgs ? { },
    }@arguments:
    let
      asModule = value: if isAttrs value then { config = value; } else value;
      evaluate =
        loc: definitions:
        lib.evalModules {
          inherit specialArgs;
          prefix = loc;
          modules =
            modules
            ++ [ { _module.args.name = lib.mkOptionDefault (lib.last loc); } ]
            ++ map (def: lib.setDefaultModuleLocation def.file (asModule def.value)) definitions;
        };
    in
    mkOptionType {
      name = "submodule";
      check = value: isAttrs value || builtins.isFunction value || builtins.isPath value;
      emptyValue = { };
      merge = loc: defs: (evaluate loc defs).config;
      typeMerge =
        other:
        if other.name == "submodule" then
          submoduleWith (arguments // { modules = modules ++ other.modules; })
        else
          null;
      inherit modules;
      getSubOptions = loc: (evaluate loc [ ]).options;
    };
in
rec {
  inherit mkOptionType submoduleWith;

  raw = mkOptionType {
    name = "raw";
    merge = mergeOne;
  };
  unspecified = mkOptionType {
    name = "unspecified";
    typeMerge = other: other;
  };
  anything = mkOptionType {
    name = "anything";
    merge =
      loc: defs:
      if lib.all (def: isAttrs def.value && !lib.isDerivation def.value) defs then
        (attrsOf anything).merge loc defs
      else if lib.all (def: isList def.value) defs then
        builtins.concatMap (def: def.value) defs
      else
        mergeEqual loc defs;
  };

  bool = mkOptionType {
    name = "bool";
    description = "boolean";
    check = builtins.isBool;
  };
  int = numeric "int" "signed integer" builtins.isInt;
  float = numeric "float" "floating point number" builtins.isFloat;
  number = numeric "number" "number" (value: builtins.isInt value || builtins.isFloat value);
  ints = {
    unsigned = numeric "unsignedInt" "unsigned integer" (value: builtins.isInt value && value >= 0);
    positive = numeric "positiveInt" "positive integer" (value: builtins.isInt value && value > 0);
    between = low: high: between "intBetween" low high;
    u8 = between "unsignedInt8" 0 255;
    u16 = port;
  };
  port = between "unsignedInt16" 0 65535 // {
    description = "16 bit unsigned integer; between 0 and 65535 (both inclusive)";
  };

  str = mkOptionType {
    name = "str";
    description = "string";
    check = isString;
  };
  nonEmptyStr = str // {
    name = "nonEmptyStr";
    description = "non-empty string";
    check = value: isString value && builtins.match "[ \t\n]*" value == null;
  };
  strMatching =
    pattern:
    str
    // {
      name = "strMatching ${builtins.toJSON pattern}";
      description = "string matching the pattern ${pattern}";
      check = value: isString value && builtins.match pattern value != null;
    };
  separatedString =
    separator:
    str
    // {
      name = "separatedString";
      merge = _: defs: builtins.concatStringsSep separator (map (def: def.value) defs);
    };
  lines = separatedString "\n" // {
    name = "lines";
    description = "strings concatenated with \"\\n\"";
  };
  path = mkOptionType {
    name = "path";
    description = "absolute path";
    check =
      value:
      (isString value || builtins.isPath value || value ? outPath) && lib.hasPrefix "/" (toString value);
  };
  package = mkOptionType {
    name = "package";
    check = lib.isDerivation;
    merge = mergeOne;
  };
  enum =
    values:
    mkOptionType {
      name = "enum";
      description = "one of ${lib.concatMapStringsSep ", " builtins.toJSON values}";
      check = value: lib.elem value values;
    };

  listOf =
    elemType:
    around elemType listOf {
      name = "listOf";
      description = "list of ${elemType.description}";
      check = isList;
      emptyValue = [ ];
      merge =
        loc: defs:
        map (found: found.value) (
          lib.filter (found: found != null) (
            builtins.concatLists (
              lib.imap0 (
                n: def:
                lib.imap0 (
                  m: value:
                  element elemType (loc ++ [ "[definition ${toString (n + 1)}-entry ${toString (m + 1)}]" ]) [
                    {
                      inherit (def) file;
                      inherit value;
                    }
                  ]
                ) def.value
              ) defs
            )
          )
        );
    };
  attrs = mkOptionType {
    name = "attrs";
    description = "attribute set";
    check = isAttrs;
    emptyValue = { };
    merge = _: builtins.foldl' (all: def: all // def.value) { };
  };
  attrsOf = attrsWith false;
  lazyAttrsOf = attrsWith true;

  nullOr =
    elemType:
    around elemType nullOr {
      name = "nullOr";
      description = "null or ${elemType.description}";
      check = value: value == null || elemType.check value;
      emptyValue = null;
      merge =
        loc: defs:
        let
          set = lib.filter (def: def.value != null) defs;
        in
        if set == [ ] then
          null
        else if length set == length defs then
          elemType.merge loc defs
        else
          throw "The option `${lib.showOption loc}' is defined both null and not null.${lib.showDefs defs}";
    };
  either =
    a: b:
    mkOptionType {
      name = "either";
      description = "${a.description} or ${b.description}";
      check = value: a.check value || b.check value;
      merge = loc: defs: lib.mergeDefs loc (if lib.all (def: a.check def.value) defs then a else b) defs;
    };
  oneOf = types: builtins.foldl' either (builtins.head types) (builtins.tail types);
  coercedTo =
    from: convert: to:
    mkOptionType {
      name = "coercedTo";
      description = "${to.description} or ${from.description} convertible to it";
      check = value: (from.check value && to.check (convert value)) || to.check value;
      merge =
        loc: defs:
        to.merge loc (
          map (def: def // { value = if from.check def.value then convert def.value else def.value; }) defs
        );
    };
  addCheck = type: check: type // { check = value: type.check value && check value; };
  functionTo =
    elemType:
    mkOptionType {
      name = "functionTo";
      description = "function that evaluates to ${elemType.description}";
      check = builtins.isFunction;
      merge =
        loc: defs: argument:
        lib.mergeDefs loc elemType (map (def: def // { value = def.value argument; }) defs);
    };
  submodule = module: submoduleWith { modules = lib.toList module; };
}
