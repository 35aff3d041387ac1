# Types of single values.
lib:
let
  inherit (builtins)
    elem
    isAttrs
    isBool
    isFloat
    isInt
    isPath
    isString
    match
    ;
  inherit (lib)
    mergeEqualOption
    mergeOneOption
    mkOptionType
    types
    ;

  # Values that must all be the same.
  equal =
    name: description: check:
    mkOptionType {
      inherit name description check;
      merge = mergeEqualOption;
    };
  between =
    name: low: high:
    equal name "integer between ${toString low} and ${toString high} (both inclusive)" (
      value: isInt value && value >= low && value <= high
    );
  unsigned = bits: size: between "unsignedInt${toString bits}" 0 (size - 1);
  signed = bits: half: between "signedInt${toString bits}" (-half) (half - 1);
  isNumber = value: isInt value || isFloat value;
  stringLike =
    value:
    isString value || isPath value || (isAttrs value && (value ? outPath || value ? __toString));
in
{
  raw = mkOptionType {
    name = "raw";
    description = "raw value";
    merge = mergeOneOption;
  };
  unspecified = mkOptionType {
    name = "unspecified";
    description = "unspecified value";
  };
  bool = equal "bool" "boolean" isBool;
  boolByOr = mkOptionType {
    name = "boolByOr";
    check = isBool;
    merge = _: defs: builtins.any (def: def.value) defs;
  };
  int = equal "int" "signed integer" isInt;
  float = equal "float" "floating point number" isFloat;
  number = equal "number" "number" isNumber;
  ints = {
    unsigned = equal "unsignedInt" "unsigned integer, meaning >=0" (value: isInt value && value >= 0);
    positive = equal "positiveInt" "positive integer, meaning >0" (value: isInt value && value > 0);
    between = between "intBetween";
    u8 = unsigned 8 256;
    u16 = unsigned 16 65536;
    u32 = unsigned 32 4294967296;
    s8 = signed 8 128;
    s16 = signed 16 32768;
    s32 = signed 32 2147483648;
  };
  numbers = {
    nonnegative = equal "numberNonnegative" "nonnegative number" (value: isNumber value && value >= 0);
    positive = equal "numberPositive" "positive number" (value: isNumber value && value > 0);
    between =
      low: high:
      equal "numberBetween" "number" (value: isNumber value && value >= low && value <= high);
  };
  port = unsigned 16 65536;

  str = equal "str" "string" isString;
  string = types.separatedString "";
  nonEmptyStr = equal "nonEmptyStr" "non-empty string" (
    value: isString value && match "[ \t\n]*" value == null
  );
  singleLineStr = equal "singleLineStr" "string of one line" (
    value: isString value && match "[^\n\r]*\n?" value != null
  ) // {
    merge = loc: defs: lib.removeSuffix "\n" (mergeEqualOption loc defs);
  };
  strMatching =
    pattern:
    equal "strMatching ${pattern}" "string matching the pattern ${pattern}" (
      value: isString value && match pattern value != null
    );
  separatedString =
    separator:
    mkOptionType {
      name = "separatedString";
      description = "strings concatenated with ${builtins.toJSON separator}";
      check = isString;
      merge = _: defs: builtins.concatStringsSep separator (lib.getValues defs);
    };
  lines = types.separatedString "\n";
  commas = types.separatedString ",";
  envVar = types.separatedString ":";
  passwdEntry =
    type:
    lib.types.addCheck type (value: !(lib.hasInfix ":" value || lib.hasInfix "\n" value));

  path = equal "path" "absolute path" (
    value: stringLike value && builtins.substring 0 1 (toString value) == "/"
  );
  pathInStore = equal "pathInStore" "path in the Nix store" (
    value: stringLike value && match "/nix/store/[^.].*" (toString value) != null
  );
  pathWith =
    {
      inStore ? null,
      absolute ? null,
    }:
    if inStore == true then
      types.pathInStore
    else if absolute == true && inStore == null then
      types.path
    else
      equal "path" "path" stringLike;
  package = mkOptionType {
    name = "package";
    check = value: lib.isDerivation value || lib.isStorePath value;
    merge = mergeOneOption;
  };
  shellPackage = types.package;
  pkgs = mkOptionType {
    name = "pkgs";
    description = "Nixpkgs package set";
    check = value: value._type or null == "pkgs";
    merge = mergeOneOption;
  };
  optionType = mkOptionType {
    name = "optionType";
    check = value: value._type or null == "option-type";
    merge =
      loc: defs:
      lib.modules.withoutDoubt defs (
        certain:
        builtins.foldl' (
          merged: def:
          let
            next = merged.typeMerge def.value;
          in
          if next == null then mergeEqualOption loc certain else next
        ) (builtins.head certain).value (builtins.tail certain)
      );
  };
  enum =
    values:
    mkOptionType {
      name = "enum";
      description = "one of ${builtins.toString (builtins.length values)} values";
      check = value: elem value values;
      merge = mergeEqualOption;
      inherit values;
      typeMerge = other: if other.name == "enum" then types.enum (lib.unique (values ++ other.values)) else null;
    };
  anything = mkOptionType {
    name = "anything";
    merge =
      loc: defs:
      let
        kind =
          value:
          if isAttrs value && (value ? outPath || value ? __toString) then
            "text"
          else
            builtins.typeOf value;
        kinds = map (def: kind def.value) defs;
        is = name: builtins.all (kind: kind == name) kinds;
      in
      if is "set" then
        (types.lazyAttrsOf types.anything).merge loc defs
      else if is "text" then
        mergeOneOption loc defs
      else if is "lambda" then
        argument:
        types.anything.merge (loc ++ [ "<function body>" ]) (
          map (def: def // { value = def.value argument; }) defs
        )
      else
        mergeEqualOption loc defs;
  };
}
