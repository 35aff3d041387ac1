# Strings.
lib: {
  inherit (builtins)
    concatStringsSep
    match
    replaceStrings
    split
    stringLength
    substring
    toString
    ;

  concatStrings = builtins.concatStringsSep "";
  concatMapStrings = f: list: builtins.concatStringsSep "" (map f list);
  concatMapStringsSep =
    separator: f: list:
    builtins.concatStringsSep separator (map f list);
  concatLines = lib.concatMapStrings (line: line + "\n");
  optionalString = cond: string: if cond then string else "";
  boolToString = value: if value then "true" else "false";
  hasPrefix = prefix: string: builtins.substring 0 (builtins.stringLength prefix) string == prefix;
  hasSuffix =
    suffix: string:
    let
      skip = builtins.stringLength string - builtins.stringLength suffix;
    in
    skip >= 0 && builtins.substring skip (-1) string == suffix;
  hasInfix = infix: string: builtins.length (builtins.split (lib.escapeRegex infix) string) > 1;
  removePrefix =
    prefix: string:
    if lib.hasPrefix prefix string then
      builtins.substring (builtins.stringLength prefix) (-1) string
    else
      string;
  removeSuffix =
    suffix: string:
    if lib.hasSuffix suffix string then
      builtins.substring 0 (builtins.stringLength string - builtins.stringLength suffix) string
    else
      string;
  splitString =
    separator: string:
    builtins.filter builtins.isString (builtins.split (lib.escapeRegex separator) string);
  escape = special: builtins.replaceStrings special (map (c: "\\" + c) special);
  escapeRegex = lib.escape (
    [ "\\" ] ++ lib.filter (c: c != "") (lib.flatten (builtins.split "" "^$.|?*+()[]{}"))
  );
  escapeShellArg =
    value:
    let
      string = toString value;
    in
    if builtins.match "[[:alnum:],._+:@%/-]+" string != null then
      string
    else
      "'" + builtins.replaceStrings [ "'" ] [ "'\\''" ] string + "'";
  escapeShellArgs = lib.concatMapStringsSep " " lib.escapeShellArg;
  generators.toPretty =
    _options: value:
    if lib.isDerivation value then
      "<derivation ${value.name}>"
    else if builtins.isFunction value then
      "<function>"
    else if builtins.isAttrs value then
      "{ ${lib.concatMapStrings (name: "${name} = ...; ") (builtins.attrNames value)}}"
    else if builtins.isList value then
      "[ ${lib.concatMapStrings (x: lib.generators.toPretty { } x + " ") value}]"
    else
      builtins.toJSON value;
}
