# The module system: modules in, one configuration out.
#
# Three steps: `collect` loads modules and what they import; `mergeTree` walks declarations and
# definitions together, from the root to each option; `evalOption` makes one value of one option.
lib:
let
  inherit (builtins)
    attrNames
    concatMap
    elem
    filter
    head
    isAttrs
    isFunction
    length
    mapAttrs
    removeAttrs
    zipAttrsWith
    ;

  typeOf = value: if isAttrs value then value._type or null else null;

  # -- Loading -------------------------------------------------------------------------------------

  # A module as { key, file, imports, options, config }, whatever form it was written in.
  # `from` is the file that imports it and `anonymous` its key, where it is no file itself.
  load =
    args: from: anonymous: module:
    let
      isFile = builtins.isPath module || builtins.isString module;
      value = if isFile then import module else module;
      applied =
        if isFunction value then value (args // mapAttrs argument (builtins.functionArgs value)) else value;
      file = applied._file or (if isFile then toString module else from);

      argument =
        name: _:
        args.${name} or args.config._module.args.${name}
          or (throw "The module argument `${name}' is missing; `${file}' asks for it.");

      structured = applied ? config || applied ? options;
      reserved = [
        "_class"
        "_file"
        "freeformType"
        "imports"
        "key"
      ];
      content = removeAttrs applied reserved;
      unknown = attrNames (
        removeAttrs content [
          "config"
          "meta"
          "options"
        ]
      );
    in
    if !isAttrs applied then
      throw "A module of `${from}' is neither a set nor a function."
    else if structured && unknown != [ ] then
      throw "Module `${file}' has an unsupported attribute `${head unknown}'. This is caused by introducing a top-level `config' or `options' attribute. Add configuration attributes immediately on the top level instead, or move all of them into the explicit `config' attribute."
    else
      {
        inherit file;
        key = if isFile then toString module else applied.key or anonymous;
        imports = applied.imports or [ ];
        options = applied.options or { };
        config = lib.mkMerge (
          [ (if structured then applied.config or { } else content) ]
          ++ lib.optional (applied ? freeformType) { _module = { inherit (applied) freeformType; }; }
        );
      };

  # Every module reachable through `imports`, each file once; what was named last comes first.
  collect =
    args: modules:
    let
      number =
        parent: lib.imap0 (i: module: load args parent.file "${parent.key}:anon-${toString i}" module);
      root = {
        key = "";
        file = "<unknown-file>";
      };
    in
    lib.reverseList (
      builtins.genericClosure {
        startSet = number root modules;
        operator = module: number module module.imports;
      }
    );

  # -- Properties ----------------------------------------------------------------------------------

  # The definitions of an attribute set as plain sets: properties move onto each attribute.
  pushDown =
    def:
    let
      inherit (def) value;
      wrapped =
        wrap:
        map (inner: inner // { value = mapAttrs (_: wrap) inner.value; }) (
          pushDown (def // { value = value.content; })
        );
    in
    {
      merge = concatMap (content: pushDown (def // { value = content; })) value.contents;
      "if" = wrapped (lib.mkIf value.condition);
      override = wrapped (lib.mkOverride value.priority);
      order = wrapped (lib.mkOrder value.priority);
    }
    .${toString (typeOf value)} or [ def ];

  # The definitions of an option with `mkIf` and `mkMerge` resolved, `{ file, value, priority, order }`.
  discharge =
    def:
    let
      inherit (def) value;
      content = discharge (def // { value = value.content; });
    in
    {
      merge = concatMap (content: discharge (def // { value = content; })) value.contents;
      "if" =
        if builtins.isBool value.condition then
          lib.optionals value.condition content
        else
          throw "The condition of an `mkIf' in `${def.file}' is not a boolean.";
      override = map (inner: { inherit (value) priority; } // inner) content;
      order = map (inner: { order = value.priority; } // inner) content;
    }
    .${toString (typeOf value)} or [ def ];

  # What remains after overriding, in order.
  effective =
    defs:
    let
      priority = def: def.priority or lib.defaultOverridePriority;
      order = def: def.order or lib.defaultOrderPriority;
      all = concatMap (
        def: builtins.addErrorContext "while evaluating definitions from `${def.file}':" (discharge def)
      ) defs;
      best = builtins.foldl' (best: def: lib.min best (priority def)) 9999 all;
    in
    {
      priority = best;
      defs = builtins.sort (a: b: order a < order b) (filter (def: priority def == best) all);
    };

  # -- Merging -------------------------------------------------------------------------------------

  mergeDefs =
    loc: type: defs:
    let
      bad = filter (def: !type.check def.value) defs;
    in
    if bad != [ ] then
      throw "A definition for option `${lib.showOption loc}' is not of type `${type.description}'. Definition values:${lib.showDefs bad}"
    else
      type.merge loc defs;

  evalOption =
    loc: declarations: defs:
    let
      # Several modules may declare one option if its type can hold what all of them say.
      declaration = builtins.foldl' (
        merged: next:
        let
          type = merged.option.type.typeMerge next.option.type;
        in
        if type == null || (merged.option ? default && next.option ? default) then
          throw "The option `${lib.showOption loc}' in `${next.file}' is already declared in `${merged.file}'."
        else
          {
            inherit (merged) file;
            option = merged.option // next.option // { inherit type; };
          }
      ) (head typed) (builtins.tail typed);
      typed = map (
        d:
        d
        // {
          option = {
            type = lib.types.unspecified;
          }
          // d.option;
        }
      ) declarations;

      inherit (declaration) option;
      inherit (option) type;
      withDefault =
        defs
        ++ lib.optional (option ? default) {
          inherit (declaration) file;
          value = lib.mkOptionDefault option.default;
        };
      found = effective withDefault;
      merged =
        if option.readOnly or false && length withDefault > 1 then
          throw "The option `${lib.showOption loc}' is read-only, but it's set multiple times. Definition values:${lib.showDefs withDefault}"
        else if found.defs != [ ] then
          mergeDefs loc type found.defs
        else
          throw "The option `${lib.showOption loc}' was accessed but has no value defined. Try setting the option.";
    in
    option
    // {
      inherit loc;
      _type = "option";
      value = builtins.addErrorContext "while evaluating the option `${lib.showOption loc}':" (
        (option.apply or lib.id) merged
      );
      isDefined = found.defs != [ ];
      highestPrio = found.priority;
      files = map (def: def.file) found.defs;
      definitions = map (def: def.value) found.defs;
      definitionsWithLocations = map (def: { inherit (def) file value; }) found.defs;
      declarations = map (d: d.file) declarations;
    };

  # `declarations` are { file, options }, `defs` are { file, value }, all at `loc`.
  # Returns the evaluated options and the definitions that no option takes.
  mergeTree =
    loc: declarations: defs:
    let
      declared = zipAttrsWith (_: found: found) (
        map (
          d:
          mapAttrs (_: options: {
            inherit (d) file;
            inherit options;
          }) d.options
        ) declarations
      );
      pushed = map (
        def:
        if isAttrs def.value then
          def
        else
          throw "The option `${lib.showOption loc}' holds further options and cannot be set to a value of its own. Definition values:${lib.showDefs [ def ]}"
      ) (concatMap pushDown defs);
      defined = zipAttrsWith (_: found: found) (
        map (
          def:
          mapAttrs (_: value: {
            inherit (def) file;
            inherit value;
          }) def.value
        ) pushed
      );

      below = mapAttrs (
        name: here:
        let
          at = loc ++ [ name ];
          defsHere = defined.${name} or [ ];
          options = filter (d: lib.isOption d.options) here;
        in
        if options == [ ] then
          mergeTree at here defsHere
        else if length options == length here then
          {
            options = evalOption at (map (d: {
              inherit (d) file;
              option = d.options;
            }) here) defsHere;
            unmatched = [ ];
          }
        else
          throw "The option `${lib.showOption at}' in `${(head options).file}' is a prefix of options in another module."
      ) declared;
    in
    {
      options = mapAttrs (_: tree: tree.options) below;
      unmatched =
        concatMap (name: below.${name}.unmatched) (attrNames below)
        ++ concatMap (name: map (def: def // { loc = loc ++ [ name ]; }) defined.${name}) (
          attrNames (removeAttrs defined (attrNames declared))
        );
    };

  valuesOf = mapAttrs (_: tree: if lib.isOption tree then tree.value else valuesOf tree);

  internalModule = {
    _file = "lib/modules.nix";
    options._module = {
      args = lib.mkOption {
        type = lib.types.lazyAttrsOf lib.types.raw;
        default = { };
        description = "Further arguments for modules.";
      };
      check = lib.mkOption {
        type = lib.types.bool;
        default = true;
        description = "Whether a definition without an option is an error.";
      };
      freeformType = lib.mkOption {
        type = lib.types.nullOr lib.types.raw;
        default = null;
        description = "Type of definitions without an option, where they are allowed.";
      };
    };
  };

  evalModules =
    {
      modules,
      specialArgs ? { },
      prefix ? [ ],
      class ? null,
    }:
    let
      args = {
        inherit lib config options;
        _class = class;
        _prefix = prefix;
      }
      // specialArgs;
      collected = collect args (modules ++ [ internalModule ]);
      tree = mergeTree prefix (map (module: { inherit (module) file options; }) collected) (
        map (module: {
          inherit (module) file;
          value = module.config;
        }) collected
      );
      inherit (tree) options;
      declared = valuesOf options;
      inherit (declared._module) freeformType;

      # Definitions without an option, merged by the freeform type.
      free = freeformType.merge prefix (
        map (def: {
          inherit (def) file;
          value = lib.setAttrByPath (lib.drop (length prefix) def.loc) def.value;
        }) tree.unmatched
      );
      # What modules see; nothing here waits for the check, or a module that reads `config` to decide
      # what it defines would never end.
      config =
        if freeformType == null || tree.unmatched == [ ] then
          declared
        else
          lib.recursiveUpdate free declared;
      checked =
        let
          stray = head tree.unmatched;
        in
        if freeformType == null && declared._module.check && tree.unmatched != [ ] then
          throw "The option `${lib.showOption stray.loc}' does not exist. Definition values:${lib.showDefs [ stray ]}"
        else
          removeAttrs config [ "_module" ];
    in
    {
      inherit options class;
      _type = "configuration";
      config = checked;
      _module = { inherit (declared._module) args check; };
      extendModules =
        extension:
        evalModules {
          inherit class prefix;
          modules = modules ++ extension.modules or [ ];
          specialArgs = specialArgs // extension.specialArgs or { };
        };
    };
in
{
  inherit evalModules mergeDefs;
  effectiveDefs = defs: (effective defs).defs;
  pushDownDefs = concatMap pushDown;
  mkRenamedOptionModule =
    from: to:
    { config, options, ... }:
    let
      missing = throw "The option `${lib.showOption from}' is not there.";
    in
    {
      options = lib.setAttrByPath from (lib.mkOption { type = lib.types.unspecified; });
      config = lib.mkIf (lib.attrByPath from missing options).isDefined (
        lib.setAttrByPath to (lib.attrByPath from missing config)
      );
    };
  setDefaultModuleLocation = file: module: {
    _file = file;
    imports = [ module ];
  };
}
