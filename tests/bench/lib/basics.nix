# Functions, numbers and lists.
lib: {
  inherit (builtins)
    all
    any
    concatLists
    concatMap
    elem
    elemAt
    filter
    foldl'
    fromJSON
    functionArgs
    genList
    head
    isAttrs
    isBool
    isFloat
    isFunction
    isInt
    isList
    isPath
    isString
    length
    map
    partition
    readFile
    seq
    sort
    tail
    toJSON
    toString
    trace
    ;

  id = x: x;
  const = x: _: x;
  pipe = builtins.foldl' (x: f: f x);
  min = a: b: if a < b then a else b;
  max = a: b: if a > b then a else b;
  throwIf =
    cond: message: value:
    if cond then throw message else value;
  warn = message: builtins.trace "warning: ${message}";
  importTOML = path: builtins.fromTOML (builtins.readFile path);
  importJSON = path: builtins.fromJSON (builtins.readFile path);
  versionAtLeast = a: b: builtins.compareVersions a b >= 0;
  versionOlder = a: b: builtins.compareVersions a b < 0;

  optional = cond: value: if cond then [ value ] else [ ];
  optionals = cond: list: if cond then list else [ ];
  singleton = value: [ value ];
  toList = value: if builtins.isList value then value else [ value ];
  last = list: builtins.elemAt list (builtins.length list - 1);
  init = list: lib.take (builtins.length list - 1) list;
  take = n: list: builtins.genList (builtins.elemAt list) (lib.min n (builtins.length list));
  drop =
    n: list: builtins.genList (i: builtins.elemAt list (n + i)) (lib.max 0 (builtins.length list - n));
  range = first: last: builtins.genList (i: first + i) (lib.max 0 (last - first + 1));
  unique = builtins.foldl' (seen: x: if builtins.elem x seen then seen else seen ++ [ x ]) [ ];
  subtractLists = minus: builtins.filter (x: !builtins.elem x minus);
  findFirst =
    pred: default: list:
    let
      found = builtins.filter pred list;
    in
    if found == [ ] then default else builtins.head found;
  imap0 = f: list: builtins.genList (i: f i (builtins.elemAt list i)) (builtins.length list);
  reverseList =
    list:
    builtins.genList (i: builtins.elemAt list (builtins.length list - 1 - i)) (builtins.length list);
  flatten = x: if builtins.isList x then builtins.concatMap lib.flatten x else [ x ];
}
