# Functions, numbers, booleans, warnings and data files.
lib:
let
  # The digits of a number, the highest first.
  digits =
    base: number:
    if number < base then [ number ] else digits base (number / base) ++ [ (lib.mod number base) ];

  checkedDigits =
    base: number:
    assert number >= 0;
    assert base >= 2;
    digits base number;

  hex = [
    "0"
    "1"
    "2"
    "3"
    "4"
    "5"
    "6"
    "7"
    "8"
    "9"
    "A"
    "B"
    "C"
    "D"
    "E"
    "F"
  ];
in
{
  inherit (builtins)
    add
    bitAnd
    bitOr
    bitXor
    ceil
    deepSeq
    div
    floor
    genericClosure
    isBool
    isFloat
    isInt
    lessThan
    mul
    pathExists
    readFile
    seq
    sub
    ;
  id = value: value;
  const = value: _: value;
  flip =
    f: first: second:
    f second first;
  pipe = builtins.foldl' (value: f: f value);
  concat = left: right: left ++ right;
  mergeAttrs = left: right: left // right;
  defaultTo = default: value: if value == null then default else value;
  mapNullable = f: value: if value == null then null else f value;

  or = left: right: left || right;
  and = left: right: left && right;
  xor = left: right: if left then !right else right || false;
  boolToString = value: if value then "true" else "false";
  boolToYesNo = value: if value then "yes" else "no";
  bitNot = builtins.sub (-1);

  mod = number: divisor: number - divisor * (number / divisor);
  min = left: right: if left < right then left else right;
  max = left: right: if left > right then left else right;
  compare =
    left: right:
    if left < right then
      -1
    else if left > right then
      1
    else
      0;
  splitByAndCompare =
    isFirst: compareFirst: compareOthers: left: right:
    if isFirst left then
      if isFirst right then compareFirst left right else -1
    else if isFirst right then
      1
    else
      compareOthers left right;
  toBaseDigits = checkedDigits;
  toHexString = number: lib.concatMapStrings (builtins.elemAt hex) (checkedDigits 16 number);

  isFunction = value: builtins.isFunction value || (value ? __functor && lib.isFunction (value.__functor value));
  functionArgs =
    f:
    if f ? __functor then
      f.__functionArgs or (lib.functionArgs (f.__functor f))
    else
      builtins.functionArgs f;
  setFunctionArgs = f: arguments: {
    __functor = _: f;
    __functionArgs = arguments;
  };
  mirrorFunctionArgs =
    f:
    let
      arguments = lib.functionArgs f;
    in
    g: lib.setFunctionArgs g arguments;
  toFunction = value: if lib.isFunction value then value else _: value;

  importJSON = path: builtins.fromJSON (builtins.readFile path);
  importTOML = path: builtins.fromTOML (builtins.readFile path);

  # Messages are for people; here they only have to be computable.
  warn = builtins.seq;
  info = builtins.seq;
  warnIf = condition: message: if condition then lib.warn message else value: value;
  warnIfNot = condition: message: if condition then value: value else lib.warn message;
  throwIf = condition: message: if condition then throw message else value: value;
  throwIfNot = condition: message: if condition then value: value else throw message;
  showWarnings =
    warnings: value: builtins.foldl' (value: message: lib.warn message value) value warnings;
  checkListOfEnum =
    message: valid: given:
    let
      others = lib.subtractLists valid given;
    in
    lib.throwIfNot (others == [ ])
      "${message}: ${builtins.concatStringsSep ", " (map toString others)} unexpected; valid ones: ${builtins.concatStringsSep ", " (map toString valid)}";
}
