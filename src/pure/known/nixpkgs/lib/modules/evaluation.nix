# `evalModules`.
lib:
let
  nixward = import ../../../nixward.nix;
  inherit (import ./collect.nix lib) collect;
  inherit (import ./definitions.nix lib)
    isDeclaration
    join
    listed
    none
    ;
  inherit (import ./tree.nix lib) mergeTree;
  inherit (builtins)
    concatMap
    head
    isAttrs
    length
    mapAttrs
    removeAttrs
    ;

  internalModule = specialArgs: extra: {
    _file = "lib/modules.nix";
    key = "lib/modules.nix";
    options._module = {
      args = lib.mkOption { type = lib.types.lazyAttrsOf lib.types.raw; };
      check = lib.mkOption {
        type = lib.types.bool;
        default = true;
      };
      freeformType = lib.mkOption {
        type = lib.types.nullOr lib.types.optionType;
        default = null;
      };
      specialArgs = lib.mkOption { readOnly = true; };
    };
    config._module = {
      args = extra;
      inherit specialArgs;
    };
  };

  # Free values beside and below those of declared options.
  beside =
    options: declared: free:
    free
    // mapAttrs (
      name: value:
      if !isAttrs options.${name} || isDeclaration options.${name} then
        value
      else
        beside options.${name} value (free.${name} or { })
    ) declared;

  evalModules =
    {
      modules,
      specialArgs ? { },
      prefix ? [ ],
      class ? null,
      args ? { },
      check ? null,
      # Not of nixpkgs: what stands for a module that adds no hosts.
      bystander ? null,
    }@given:
    let
      regular =
        modules
        ++ lib.optional (given ? args) { config._module = { inherit args; }; }
        ++ lib.optional (given ? check) { config._module.check = lib.mkDefault check; };
      arguments = {
        inherit
          lib
          options
          specialArgs
          config
          ;
        _class = class;
        _prefix = prefix;
      }
      // specialArgs;
      internal = internalModule specialArgs {
        inherit extendModules;
        moduleType = type;
      };
      collected = collect {
        args = arguments;
        inherit bystander;
      } (regular ++ [ internal ]);
      strangers = concatMap (module: module.stranger) collected;
      declares = concatMap (module: module.declares) collected;
      definitions = join (
        map (
          module:
          module.config
          // {
            items = map (def: def // { maybe = def.maybe || module.maybe; }) module.config.items;
          }
        ) collected
        ++ [ (none // { open = strangers; }) ]
      );
      tree = mergeTree { inherit declares; } prefix (map (module: {
        inherit (module) file options maybe;
      }) collected) definitions;
      inherit (tree) options unmatched;
      declared = tree.config // {
        _module = tree.config._module // {
          args =
            if declares == [ ] then
              tree.config._module.args
            else
              nixward.open (head declares) tree.config._module.args;
        };
      };
      inherit (declared._module) freeformType;

      free = freeformType.merge prefix (
        listed (map (def: {
          inherit (def) maybe;
          value = {
            inherit (def) file;
            value = lib.setAttrByPath (lib.drop (length prefix) def.loc) def.value;
          };
        }) unmatched.items) unmatched.open
      );
      # What modules see; nothing here waits for the check, or a module that reads `config` to decide
      # what it defines would never end.
      config =
        if nixward.isUnknown freeformType then
          nixward.open freeformType declared
        else if freeformType == null || (unmatched.items == [ ] && unmatched.open == [ ]) then
          declared
        else
          beside options declared free;
      stray = lib.filter (def: !def.maybe) unmatched.items;
      checked =
        value:
        if stray == [ ] || declares != [ ] || nixward.isUnknown freeformType || freeformType != null then
          value
        else if declared._module.check then
          throw "The option `${lib.showOption (head stray).loc}' does not exist. Definition values:${lib.showDefs [ (head stray) ]}"
        else
          value;
      extendModules =
        extension:
        evalModules (
          removeAttrs given [
            "args"
            "check"
          ]
          // {
            modules = regular ++ extension.modules or [ ];
            specialArgs = specialArgs // extension.specialArgs or { };
            prefix = extension.prefix or prefix;
          }
        );
      type = lib.types.submoduleWith { inherit modules specialArgs class; };
    in
    {
      _type = "configuration";
      options = checked options;
      config = checked (removeAttrs config [ "_module" ]);
      _module = checked declared._module;
      inherit extendModules type class;
    };
in
{
  inherit evalModules;
}
