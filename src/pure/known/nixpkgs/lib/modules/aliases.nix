# Options under further names.
lib:
let
  inherit (lib)
    attrByPath
    getAttrFromPath
    hasAttrByPath
    setAttrByPath
    showOption
    ;
in
{
  mkAliasDefinitions = lib.modules.mkAliasAndWrapDefinitions lib.id;
  mkAliasAndWrapDefinitions =
    wrap: option: lib.mkIf option.isDefined (wrap (lib.mkMerge option.definitions));
  # As far as the other name was defined, with the priority it was defined with.
  mkAliasIfDef = option: lib.mkIf (lib.isOption option && option.isDefined);
  mkAliasAndWrapDefsWithPriority =
    wrap: option:
    let
      priority = option.highestPrio or lib.modules.defaultOverridePriority;
    in
    lib.modules.mkAliasIfDef option (
      wrap (lib.mkMerge (map (lib.mkOverride priority) option.definitions))
    );

  doRename =
    {
      from,
      to,
      visible,
      warn,
      use,
      withPriority ? true,
      condition ? true,
    }:
    { config, options, ... }:
    let
      old = getAttrFromPath from options;
      target = attrByPath to (abort "Renaming error: option `${showOption to}' does not exist.");
      type = (attrByPath to { } options).type or null;
      move =
        if withPriority then
          lib.modules.mkAliasAndWrapDefsWithPriority
        else
          lib.mkAliasAndWrapDefinitions;
    in
    {
      options = setAttrByPath from (
        lib.mkOption (
          {
            inherit visible;
            description = "Alias of {option}`${showOption to}`.";
            apply = _: use (target config);
          }
          // lib.optionalAttrs (type != null) { inherit type; }
        )
      );
      config = lib.mkIf condition (
        lib.mkMerge [
          (lib.optionalAttrs (options ? warnings) {
            warnings = lib.optional (
              warn && old.isDefined
            ) "The option `${showOption from}' has been renamed to `${showOption to}'.";
          })
          (move (setAttrByPath to) old)
        ]
      );
    };

  mkRenamedOptionModule =
    from: to:
    lib.doRename {
      inherit from to;
      visible = false;
      warn = true;
      use = value: value;
    };
  mkRenamedOptionModuleWith =
    {
      from,
      to,
      sinceRelease,
    }:
    lib.mkRenamedOptionModule from to;
  mkAliasOptionModule =
    from: to:
    lib.doRename {
      inherit from to;
      visible = true;
      warn = false;
      use = lib.id;
    };
  mkAliasOptionModuleMD = lib.mkAliasOptionModule;

  mkRemovedOptionModule =
    name: instructions:
    { options, ... }:
    {
      options = setAttrByPath name (
        lib.mkOption {
          visible = false;
          apply =
            _:
            throw "The option `${showOption name}' can no longer be used since it's been removed. ${instructions}";
        }
      );
      config.assertions = lib.mkIf (options ? assertions) [
        (
          let
            option = getAttrFromPath name options;
          in
          {
            assertion = !option.isDefined;
            message = "The option definition `${showOption name}' no longer has any effect; please remove it. ${instructions}";
          }
        )
      ];
    };

  mkMergedOptionModule =
    from: to: merge:
    { config, options, ... }:
    {
      options = lib.foldl' lib.recursiveUpdate { } (
        map (
          path:
          setAttrByPath path (
            lib.mkOption {
              visible = false;
              default = "_mkMergedOptionModule";
            }
          )
        ) from
      );
      config =
        let
          given = path: hasAttrByPath path config && getAttrFromPath path config != "_mkMergedOptionModule";
        in
        lib.mkMerge [
          (lib.optionalAttrs (options ? warnings) {
            warnings = map (path: "The option `${showOption path}' has been changed to `${showOption to}'.") (
              lib.filter given from
            );
          })
          (lib.mkIf (lib.any given from) (setAttrByPath to (merge config)))
        ];
    };
  mkChangedOptionModule =
    from: to: change:
    lib.mkMergedOptionModule [ from ] to change;
}
