# Strings: joining, splitting, testing, escaping for other languages, names of packages.
lib:
let
  inherit (builtins)
    concatStringsSep
    elemAt
    filter
    genList
    isString
    length
    match
    replaceStrings
    stringLength
    substring
    ;

  characters = text: genList (at: substring at 1 text) (stringLength text);
  lower = characters "abcdefghijklmnopqrstuvwxyz";
  upper = characters "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  starts = prefix: text: substring 0 (stringLength prefix) text == prefix;
  ends =
    suffix: text:
    let
      from = stringLength text - stringLength suffix;
    in
    from >= 0 && substring from (-1) text == suffix;

  # The text without the longest run of blanks at its ends.
  trimmed =
    { start, end }:
    text:
    let
      blank = "[ \t\r\n]*";
      inner = "(.*[^ \t\r\n])?";
      found = match "${if start then blank else ""}${if end then "${inner}${blank}" else "(.*)"}" text;
      kept = builtins.head found;
    in
    if kept == null then "" else kept;

  keywords = [
    "assert"
    "else"
    "if"
    "in"
    "inherit"
    "let"
    "or"
    "rec"
    "then"
    "with"
  ];

  feature = prefix: enable: name: "--${if enable then prefix.yes else prefix.no}-${name}";
in
{
  inherit (builtins)
    compareVersions
    concatStringsSep
    elem
    elemAt
    filter
    fromJSON
    genList
    head
    isAttrs
    isInt
    isList
    isPath
    isString
    match
    parseDrvName
    readFile
    replaceStrings
    split
    storeDir
    stringLength
    substring
    tail
    toJSON
    typeOf
    unsafeDiscardStringContext
    ;

  # -- Joining -------------------------------------------------------------------------------------

  concatStrings = concatStringsSep "";
  concatMapStrings = f: list: concatStringsSep "" (map f list);
  concatImapStrings = f: list: concatStringsSep "" (lib.imap1 f list);
  concatMapStringsSep =
    separator: f: list:
    concatStringsSep separator (map f list);
  concatImapStringsSep =
    separator: f: list:
    concatStringsSep separator (lib.imap1 f list);
  concatMapAttrsStringSep =
    separator: f: set:
    concatStringsSep separator (lib.mapAttrsToList f set);
  concatLines = list: concatStringsSep "" (map (line: line + "\n") list);
  join = concatStringsSep;
  intersperse =
    separator: list:
    if length list < 2 then
      list
    else
      builtins.tail (
        builtins.concatMap (item: [
          separator
          item
        ]) list
      );
  replicate = count: text: concatStringsSep "" (lib.lists.replicate count text);
  optionalString = condition: text: if condition then text else "";
  fileContents = file: lib.removeSuffix "\n" (builtins.readFile file);

  # -- Testing and taking apart --------------------------------------------------------------------

  hasPrefix = starts;
  hasSuffix = ends;
  hasInfix = infix: text: match ".*${lib.escapeRegex infix}.*" "${text}" != null;
  removePrefix =
    prefix: text:
    if starts prefix text then substring (stringLength prefix) (-1) text else text;
  removeSuffix =
    suffix: text:
    if ends suffix text then
      substring 0 (stringLength text - stringLength suffix) text
    else
      text;
  splitString =
    separator: text:
    map (lib.addContextFrom text) (
      filter isString (builtins.split (lib.escapeRegex (toString separator)) (toString text))
    );
  splitStringBy =
    isBoundary: keepSeparator: text:
    let
      step =
        state: char:
        if isBoundary state.previous char then
          {
            parts = state.parts ++ [ state.part ];
            part = if keepSeparator then char else "";
            previous = char;
          }
        else
          state
          // {
            part = state.part + char;
            previous = char;
          };
      end = builtins.foldl' step {
        parts = [ ];
        part = "";
        previous = "";
      } (characters text);
    in
    map (lib.addContextFrom text) (end.parts ++ [ end.part ]);
  stringToCharacters = characters;
  stringAsChars = f: text: concatStringsSep "" (map f (characters text));
  trim = lib.trimWith {
    start = true;
    end = true;
  };
  trimWith =
    {
      start ? false,
      end ? false,
    }:
    trimmed { inherit start end; };
  commonPrefixLength =
    left: right: length (lib.lists.commonPrefix (characters left) (characters right));
  commonSuffixLength =
    left: right:
    length (
      lib.lists.commonPrefix (lib.reverseList (characters left)) (lib.reverseList (characters right))
    );
  normalizePath =
    text:
    let
      parts = filter (part: part != "") (lib.splitString "/" text);
      absolute = if starts "/" text then "/" else "";
      open = if ends "/" text && parts != [ ] then "/" else "";
    in
    absolute + concatStringsSep "/" parts + open;

  # -- Letters and numbers -------------------------------------------------------------------------

  lowerChars = lower;
  upperChars = upper;
  toLower = replaceStrings upper lower;
  toUpper = replaceStrings lower upper;
  toSentenceCase =
    text: lib.toUpper (substring 0 1 text) + lib.toLower (substring 1 (-1) text);
  replaceString = from: to: replaceStrings [ from ] [ to ];
  fixedWidthString =
    width: filler: text:
    let
      size = stringLength text;
      missing = width - size;
    in
    assert lib.assertMsg (missing >= 0)
      "fixedWidthString: requested string length (${toString width}) must not be shorter than actual length (${toString size})";
    lib.strings.replicate missing filler + text;
  fixedWidthNumber = width: number: lib.fixedWidthString width "0" (toString number);
  toInt =
    text:
    let
      parts = match "[[:space:]]*(-?[[:digit:]]+)[[:space:]]*" text;
      ambiguous = match "[[:space:]]*0[[:digit:]]+[[:space:]]*" text != null;
    in
    if parts == null then
      throw "toInt: Could not convert ${lib.strings.escapeNixString text} to int."
    else if ambiguous then
      throw "toInt: Ambiguity in interpretation of ${lib.strings.escapeNixString text} between octal and zero padded integer."
    else
      builtins.fromJSON (builtins.head parts);
  toIntBase10 =
    text:
    let
      parts = match "[[:space:]]*0*(-?[[:digit:]]+)[[:space:]]*" text;
    in
    if parts == null then
      throw "toIntBase10: Could not convert ${lib.strings.escapeNixString text} to int."
    else
      builtins.fromJSON (builtins.head parts);

  # -- Kinds of values -----------------------------------------------------------------------------

  isStringLike = value: isString value || builtins.isPath value || value ? outPath || value ? __toString;
  isConvertibleWithToString =
    value:
    lib.isStringLike value
    || builtins.elem (builtins.typeOf value) [
      "null"
      "int"
      "float"
      "bool"
    ]
    || (builtins.isList value && lib.all lib.isConvertibleWithToString value);
  isValidPosixName = name: match "[a-zA-Z_][a-zA-Z0-9_]*" name != null;
  addContextFrom = source: text: substring 0 0 source + text;

  # -- Escaping ------------------------------------------------------------------------------------

  escape = list: replaceStrings list (map (char: "\\${char}") list);
  escapeRegex = lib.escape (characters "\\[{()^$?*+|.");
  escapeShellArg =
    value:
    let
      text = toString value;
    in
    if match "[[:alnum:],._+:@%/-]+" text == null then
      "'${replaceStrings [ "'" ] [ "'\\''" ] text}'"
    else
      text;
  escapeShellArgs = list: concatStringsSep " " (map lib.escapeShellArg list);
  escapeNixString = text: lib.escape [ "$" ] (builtins.toJSON text);
  escapeNixIdentifier =
    name:
    if match "[a-zA-Z_][a-zA-Z0-9_'-]*" name != null && !builtins.elem name keywords then
      name
    else
      lib.strings.escapeNixString name;
  escapeXML =
    replaceStrings
      [ "\"" "'" "<" ">" "&" ]
      [ "&quot;" "&apos;" "&lt;" "&gt;" "&amp;" ];
  toShellVar =
    name: value:
    lib.throwIfNot (lib.isValidPosixName name) "toShellVar: ${name} is not a valid shell variable name" (
      if builtins.isAttrs value && !lib.isStringLike value then
        "declare -A ${name}=(${
          concatStringsSep " " (
            lib.mapAttrsToList (key: value: "[${lib.escapeShellArg key}]=${lib.escapeShellArg value}") value
          )
        })"
      else if builtins.isList value then
        "declare -a ${name}=(${lib.escapeShellArgs value})"
      else
        "${name}=${lib.escapeShellArg value}"
    );
  toShellVars = set: concatStringsSep "\n" (lib.mapAttrsToList lib.toShellVar set);

  # -- Packages ------------------------------------------------------------------------------------

  versionOlder = version: than: builtins.compareVersions than version == 1;
  versionAtLeast = version: than: !lib.versionOlder version than;
  getName = package: if isString package then (builtins.parseDrvName package).name else package.pname or (builtins.parseDrvName package.name).name;
  getVersion = package: if isString package then (builtins.parseDrvName package).version else package.version or (builtins.parseDrvName package.name).version;
  makeSearchPath =
    folder: paths: concatStringsSep ":" (map (path: "${path}/${folder}") (filter (path: path != null) paths));
  makeSearchPathOutput =
    output: folder: packages: lib.makeSearchPath folder (map (lib.getOutput output) packages);
  makeLibraryPath = lib.makeSearchPathOutput "lib" "lib";
  makeIncludePath = lib.makeSearchPathOutput "dev" "include";
  makeBinPath = lib.makeSearchPathOutput "bin" "bin";
  enableFeature = enable: name: feature { yes = "enable"; no = "disable"; } enable name;
  enableFeatureAs = enable: name: value: lib.enableFeature enable name + (if enable then "=${value}" else "");
  withFeature = enable: name: feature { yes = "with"; no = "without"; } enable name;
  withFeatureAs = enable: name: value: lib.withFeature enable name + (if enable then "=${value}" else "");
  cmakeOptionType = type: name: value: "-D${name}:${lib.toUpper type}=${value}";
  cmakeBool = name: value: lib.cmakeOptionType "bool" name (if value then "TRUE" else "FALSE");
  cmakeFeature = lib.cmakeOptionType "string";
  mesonOption = name: value: "-D${name}=${value}";
  mesonBool = name: value: lib.mesonOption name (lib.boolToString value);
  mesonEnable = name: value: lib.mesonOption name (if value then "enabled" else "disabled");

  isStorePath =
    value:
    (builtins.isString value || builtins.isPath value || value ? outPath)
    && builtins.substring 0 1 (toString value) == "/"
    && dirOf (toString value) == "/nix/store";
}
