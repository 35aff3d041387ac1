# Lists.
lib:
let
  inherit (builtins)
    concatMap
    elem
    elemAt
    filter
    genList
    head
    isList
    length
    tail
    ;
in
{
  inherit (builtins)
    all
    any
    concatLists
    concatMap
    elem
    elemAt
    filter
    genList
    groupBy
    head
    isList
    length
    map
    partition
    sort
    tail
    ;

  singleton = value: [ value ];
  forEach = list: f: map f list;
  optional = condition: value: if condition then [ value ] else [ ];
  optionals = condition: list: if condition then list else [ ];
  toList = value: if isList value then value else [ value ];
  replicate = count: value: genList (_: value) count;
  range = first: last: if first > last then [ ] else genList (at: first + at) (last - first + 1);

  foldr =
    f: start: list:
    let
      from = at: if at == length list then start else f (elemAt list at) (from (at + 1));
    in
    from 0;
  fold = lib.foldr;
  # Unlike foldl', what was folded so far is not forced.
  foldl =
    f: start: list:
    let
      upTo = at: if at == 0 then start else f (upTo (at - 1)) (elemAt list (at - 1));
    in
    upTo (length list);
  foldl' = f: start: builtins.seq start (builtins.foldl' f start);

  imap0 = f: list: genList (at: f at (elemAt list at)) (length list);
  imap1 = f: list: genList (at: f (at + 1) (elemAt list at)) (length list);
  ifilter0 =
    keep: list:
    map (elemAt list) (filter (at: keep at (elemAt list at)) (genList (at: at) (length list)));
  flatten = value: if isList value then concatMap lib.flatten value else [ value ];
  remove = value: filter (item: item != value);
  concatAttrValues = set: builtins.concatLists (builtins.attrValues set);

  # Items behind the first match are not looked at.
  findFirstIndex =
    wanted: default: list:
    let
      from =
        at:
        if at == length list then
          default
        else if wanted (elemAt list at) then
          at
        else
          from (at + 1);
    in
    from 0;
  findFirst =
    wanted: default: list:
    let
      at = lib.lists.findFirstIndex wanted null list;
    in
    if at == null then default else elemAt list at;
  findSingle =
    wanted: none: several: list:
    let
      found = filter wanted list;
    in
    if found == [ ] then
      none
    else if length found == 1 then
      head found
    else
      several;
  count = wanted: list: length (filter wanted list);

  last =
    list:
    assert lib.assertMsg (list != [ ]) "lists.last: list must not be empty!";
    elemAt list (length list - 1);
  init =
    list:
    assert lib.assertMsg (list != [ ]) "lists.init: list must not be empty!";
    lib.take (length list - 1) list;
  sublist =
    start: count: list:
    let
      left = lib.max 0 (length list - start);
    in
    genList (at: elemAt list (start + at)) (lib.min count left);
  take = count: lib.sublist 0 count;
  takeEnd = count: list: lib.drop (lib.max 0 (length list - count)) list;
  drop = count: list: lib.sublist count (length list) list;
  dropEnd = count: list: lib.take (lib.max 0 (length list - count)) list;
  reverseList =
    list:
    let
      size = length list;
    in
    genList (at: elemAt list (size - at - 1)) size;
  replaceElemAt =
    list: index: value:
    if index < 0 || index >= length list then
      throw "'lists.replaceElemAt' called with index ${toString index} on a list of size ${toString (length list)}"
    else
      lib.imap0 (at: item: if at == index then value else item) list;

  commonPrefix =
    left: right:
    let
      most = lib.min (length left) (length right);
      same = at: if at == most || elemAt left at != elemAt right at then at else same (at + 1);
    in
    lib.take (same 0) left;

  hasPrefix = first: list: lib.take (length first) list == first;
  removePrefix =
    first: list:
    if lib.lists.hasPrefix first list then
      lib.drop (length first) list
    else
      throw "lib.lists.removePrefix: First argument is not a list prefix of the second argument";

  sortOn =
    key: list:
    map (entry: entry.item) (
      builtins.sort (left: right: left.key < right.key) (
        map (item: {
          inherit item;
          key = key item;
        }) list
      )
    );
  compareLists =
    compare: left: right:
    if left == [ ] then
      if right == [ ] then 0 else -1
    else if right == [ ] then
      1
    else
      let
        order = compare (head left) (head right);
      in
      if order == 0 then lib.compareLists compare (tail left) (tail right) else order;

  groupBy' =
    f: start: key: list:
    builtins.mapAttrs (_: builtins.foldl' f start) (builtins.groupBy key list);
  zipListsWith =
    f: left: right:
    genList (at: f (elemAt left at) (elemAt right at)) (lib.min (length left) (length right));
  zipLists = lib.zipListsWith (fst: snd: { inherit fst snd; });
  crossLists =
    f: lists:
    builtins.foldl' (partial: list: concatMap (f: map f list) partial) [ f ] lists;

  unique = builtins.foldl' (seen: item: if elem item seen then seen else seen ++ [ item ]) [ ];
  uniqueStrings = list: builtins.attrNames (builtins.listToAttrs (map (name: lib.nameValuePair name null) list));
  allUnique = list: length (lib.unique list) == length list;
  intersectLists = wanted: filter (item: elem item wanted);
  subtractLists = unwanted: filter (item: !elem item unwanted);
  mutuallyExclusive = left: right: !builtins.any (item: elem item left) right;
}
