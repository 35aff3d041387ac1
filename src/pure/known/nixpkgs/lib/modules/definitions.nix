# Definitions before they are merged: `{ items; open; }`. An item is `{ file; value; maybe; }`, `maybe`
# where nobody knows whether it counts; `open` lists why there may be more of them.
lib:
let
  nixward = import ../../../nixward.nix;
  inherit (builtins)
    concatMap
    elem
    filter
    head
    isAttrs
    mapAttrs
    ;

  none = {
    items = [ ];
    open = [ ];
  };
  join = parts: {
    items = concatMap (part: part.items) parts;
    open = concatMap (part: part.open) parts;
  };
  doubt = definitions: {
    items = map (def: def // { maybe = true; }) definitions.items;
    inherit (definitions) open;
  };

  properties = [
    "definition"
    "if"
    "merge"
    "order"
    "override"
  ];
  # What a value is as a definition: one of the properties, "plain" or "unknown".
  kind =
    value:
    if nixward.isUnknown value then
      "unknown"
    else if !isAttrs value then
      "plain"
    else
      let
        type = (nixward.attrs value).attrs._type or null;
      in
      if type == null then
        "plain"
      else if nixward.isUnknown type.value then
        "unknown"
      else if elem type.value properties then
        type.value
      else
        "plain";

  # Whether a value is the declaration of an option, as far as its known attributes say.
  isDeclaration =
    value: isAttrs value && ((nixward.attrs value).attrs._type or { value = null; }).value == "option";

  # A list of modules or contents as definitions.
  items =
    make: list:
    let
      known = nixward.items list;
    in
    join (
      map (item: (if item.maybe then doubt else lib.id) (make item.value)) known.items
      ++ [ (none // { open = if known.open then [ known.why ] else [ ]; }) ]
    );

  # The definitions of a set as plain sets: properties move onto each attribute, whose conditions
  # nobody looks at yet.
  pushDown =
    def:
    let
      inherit (def) value;
      wrapped =
        wrap:
        let
          inner = pushDown (def // { value = value.content; });
        in
        inner
        // {
          items = map (inner: inner // { value = mapAttrs (_: wrap) inner.value; }) inner.items;
        };
      plain = none // {
        items = [ def ];
      };
    in
    {
      inherit plain;
      order = plain;
      definition = pushDown (def // { inherit (value) file value; });
      unknown = none // {
        open = [ value ];
      };
      merge = items (content: pushDown (def // { value = content; })) value.contents;
      "if" = wrapped (lib.mkIf value.condition);
      override = wrapped (lib.mkOverride value.priority);
    }
    .${kind value};

  # The definitions of one option without properties; `priority` and `order` stand beside `value`.
  discharge =
    def:
    let
      inherit (def) value;
      content = discharge (def // { value = value.content; });
      with' = more: content // { items = map (inner: more // inner) content.items; };
      placed =
        name:
        if nixward.isUnknown value.priority then
          doubt content // { open = content.open ++ [ value.priority ]; }
        else
          with' { ${name} = value.priority; };
    in
    {
      plain = none // {
        items = [ def ];
      };
      definition = discharge (def // { inherit (value) file value; });
      unknown = none // {
        open = [ value ];
      };
      merge = items (content: discharge (def // { value = content; })) value.contents;
      "if" =
        if nixward.isUnknown value.condition then
          doubt content
        else if !builtins.isBool value.condition then
          throw "The condition of an `mkIf' in `${def.file}' is not a boolean."
        else if value.condition then
          content
        else
          none;
      override = placed "priority";
      order = placed "order";
    }
    .${kind value};

  # A list of which the items say whether they are there.
  listed =
    entries: open:
    let
      list = concatMap (
        entry: if entry.maybe then nixward.perhaps [ entry.value ] else [ entry.value ]
      ) entries;
    in
    if open == [ ] then list else nixward.grows (head open) list;

  # What remains after overriding, in order, as the list that a type merges.
  #
  # A module of an input that nobody knows is taken not to overrule what other modules say plainly:
  # it may add, but it is not one that says `mkForce`.
  effective =
    definitions:
    let
      found = join (map (def: if def.maybe then doubt (discharge def) else discharge def) definitions.items);
      open = definitions.open ++ found.open;
      priority = def: def.priority or 100;
      lowest = builtins.foldl' (best: def: lib.min best (priority def)) 9999;
      certain = lowest (filter (def: !def.maybe) found.items);
      candidates = filter (def: priority def <= certain) found.items;
      overruled =
        lowest candidates < certain
        || (open != [ ] && (certain > 100 || !lib.all nixward.isOutside open));
      order = def: def.order or 1000;
      sorted =
        if lib.any (def: def ? order) candidates then
          builtins.sort (a: b: order a < order b) candidates
        else
          candidates;
    in
    {
      priority = lowest candidates;
      inherit open;
      none = candidates == [ ] && open == [ ];
      certain = lib.any (def: !def.maybe) candidates;
      list = listed (map (def: {
        maybe = def.maybe || overruled;
        value = { inherit (def) file value; };
      }) sorted) open;
    };

  # The definitions that a list stands for.
  ofList = list: items (def: none // { items = [ (def // { maybe = false; }) ]; }) list;

  # Of a list that a type is to merge: the definitions that are there for sure.
  certainOf = list: map (item: item.value) (filter (item: !item.maybe) (nixward.items list).items);

  # The value of definitions of which one alone can count, `among` those that are there for sure;
  # for a list without any it is the only one there is.
  withoutDoubt =
    list: among:
    let
      known = nixward.items list;
      certain = certainOf list;
    in
    if certain != [ ] then
      among certain
    else if known.open then
      nixward.because known.why
    else if builtins.length known.items == 1 then
      among [ (head known.items).value ]
    else if known.items == [ ] then
      among [ ]
    else
      nixward.because "which of several definitions counts";
in
{
  inherit
    certainOf
    effective
    isDeclaration
    items
    join
    kind
    listed
    none
    ofList
    pushDown
    withoutDoubt
    ;
}
