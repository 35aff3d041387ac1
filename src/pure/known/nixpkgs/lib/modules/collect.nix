# Every module that is reachable through `imports`.
lib:
let
  nixward = import ../../../nixward.nix;
  inherit (import ./definitions.nix lib) kind none;
  inherit (builtins)
    attrNames
    concatMap
    elem
    filter
    head
    isAttrs
    isString
    listToAttrs
    mapAttrs
    removeAttrs
    ;

  # A module of which nothing is known. `stranger` says why.
  stranger = key: from: why: {
    inherit key;
    file = from;
    stranger = [ why ];
    declares = [ why ];
    imports = [ ];
    disabled = [ ];
    options = { };
    config = none;
  };

  # What a function asks for by name may come from `_module.args`.
  call =
    args: file: function:
    let
      given = args.config._module.args;
      argument =
        name: _:
        args.${name}
          or given.${name}
            or (throw "The module argument `${name}' is missing; `${file}' asks for it.");
    in
    function (args // mapAttrs argument (lib.functionArgs function));

  reserved = [
    "_class"
    "_file"
    "_nixward"
    "disabledModules"
    "freeformType"
    "imports"
    "key"
  ];

  # A set as a module. Where the set may have further attributes, it is a stranger besides.
  structured =
    key: from: module:
    let
      known = nixward.attrs module;
      has = name: known.attrs ? ${name};
      explicit = has "config" || has "options";
      content = removeAttrs module (reserved ++ lib.optional (!explicit) "require");
      unsupported = attrNames (
        removeAttrs known.attrs (
          reserved
          ++ [
            "config"
            "meta"
            "options"
          ]
        )
      );
      file = module._file or from;
      own = if explicit then if has "config" then module.config else { } else content;
    in
    if explicit && unsupported != [ ] then
      throw "Module `${file}' has an unsupported attribute `${head unsupported}'. This is caused by introducing a top-level `config' or `options' attribute. Add configuration attributes immediately on the top level instead, or move all of them into the explicit `config' attribute."
    else
      {
        key = if has "key" then toString module.key else key;
        file = if has "_file" && !nixward.isUnknown module._file then toString module._file else from;
        stranger = if known.open then [ known.why ] else [ ];
        declares =
          (if known.open then [ known.why ] else [ ])
          ++ (if has "_nixward" then [ module._nixward.declares ] else [ ]);
        imports =
          (if !explicit && has "require" then module.require else [ ])
          ++ (if has "imports" then module.imports else [ ]);
        disabled = if has "disabledModules" then module.disabledModules else [ ];
        options = if explicit && has "options" then module.options else { };
        config = none // {
          items = map (value: {
            inherit file value;
            maybe = false;
          }) (
            [ own ]
            ++ lib.optional (explicit && has "meta") { inherit (module) meta; }
            ++ lib.optional (has "freeformType") { _module = { inherit (module) freeformType; }; }
          );
        };
      };

  # A module in whatever form it was written; `key` is for one that is no file.
  load =
    { args, bystander }: from: key: module:
    let
      applied = file: value: if lib.isFunction value then call args file value else value;
      finish =
        key: file: value:
        if bystander != null && nixward.isBystander value then
          structured key from (bystander value)
        else if nixward.isUnknown value then
          stranger key from value
        else if !isAttrs value then
          throw "A module of `${file}' is neither a set nor a function."
        else if elem (kind value) [
          "if"
          "merge"
          "override"
        ] then
          structured key file { config = value; }
        else
          structured key file value;
    in
    if nixward.isUnknown module then
      finish key from module
    else if builtins.isPath module || isString module then
      let
        file = toString module;
      in
      finish (nixward.pathKey module) (if nixward.isUnknown file then "<a file>" else file) (
        applied file (import module)
      )
    else
      finish key from (applied from module);

  # Files are told apart by their path without being read.
  keyOf =
    module: loaded:
    if !nixward.isUnknown module && (builtins.isPath module || isString module) then
      nixward.pathKey module
    else
      loaded.key;

  # A module of a list, still to be looked into.
  nodes =
    context: from: parent: maybe: list:
    let
      known = nixward.items list;
      node =
        at: item:
        let
          loaded = load context from "${parent}:anon-${toString at}" item.value;
          found = keyOf item.value loaded;
          here = {
            inherit loaded;
            maybe = maybe || item.maybe;
            # A key that nobody knows is nobody else's.
            key = if nixward.isUnknown found then "${parent}:unknown-${toString at}" else found;
            below = nodes context loaded.file here.key here.maybe loaded.imports;
          };
        in
        here;
      more = rec {
        inherit maybe;
        key = "${parent}:more";
        # Not one module, but a list that a function made: of anything.
        loaded = stranger key from known.why;
        below = [ ];
      };
    in
    lib.imap1 node known.items ++ lib.optional known.open more;

  # What is reachable, level by level, each key once.
  reach =
    keep: level:
    let
      from =
        seen: level:
        let
          step =
            found: node:
            if found.seen ? ${node.key} || !keep node then
              found
            else
              {
                seen = found.seen // {
                  ${node.key} = null;
                };
                fresh = found.fresh ++ [ node ];
              };
          found = builtins.foldl' step {
            inherit seen;
            fresh = [ ];
          } level;
        in
        if found.fresh == [ ] then
          [ ]
        else
          found.fresh ++ from found.seen (concatMap (node: node.below) found.fresh);
    in
    from { } level;

  # The keys that `disabledModules` names, with whether each is certain; strings are relative to
  # the folder of NixOS' own modules, which is not at hand.
  disabledBy =
    node:
    map (item: {
      maybe = node.maybe || item.maybe || nixward.isUnknown item.value;
      key =
        if nixward.isUnknown item.value then
          item.value
        else if builtins.isPath item.value then
          nixward.pathKey item.value
        else if isAttrs item.value then
          toString item.value.key
        else
          item.value;
    }) (nixward.items node.loaded.disabled).items;

  # What was named last comes first. `context.args` is what modules are called with;
  # `context.bystander`, if any, makes a module of one that nobody knows but to add no hosts.
  collect =
    context: modules:
    let
      roots = nodes context "<unknown-file>" "" false modules;
      all = reach (_: true) roots;
      disabled = concatMap disabledBy all;
      named = filter (entry: !nixward.isUnknown entry.key) disabled;
      gone = listToAttrs (
        map (entry: lib.nameValuePair entry.key null) (filter (entry: !entry.maybe) named)
      );
      doubted = listToAttrs (map (entry: lib.nameValuePair entry.key null) named);
      wild = builtins.length named != builtins.length disabled;
      kept = if disabled == [ ] then all else reach (node: !(gone ? ${node.key})) roots;
      certain =
        if lib.any (node: node.maybe) kept then
          listToAttrs (
            map (node: lib.nameValuePair node.key null) (
              reach (node: !node.maybe && !(gone ? ${node.key})) roots
            )
          )
        else
          null;
      module =
        node:
        node.loaded
        // {
          maybe = wild || doubted ? ${node.key} || (certain != null && !(certain ? ${node.key}));
        };
    in
    lib.reverseList (map module kept);
in
{
  inherit collect;
}
