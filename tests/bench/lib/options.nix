# Option declarations and the properties a definition may carry.
lib: {
  mkOption = declaration: declaration // { _type = "option"; };
  isOption = value: value._type or null == "option";
  mkEnableOption =
    name:
    lib.mkOption {
      type = lib.types.bool;
      default = false;
      example = true;
      description = "Whether to enable ${name}.";
    };
  mkPackageOption =
    pkgs: name: _:
    lib.mkOption {
      type = lib.types.package;
      default = pkgs.${name};
      description = "The ${name} package to use.";
    };
  literalExpression = text: {
    _type = "literalExpression";
    inherit text;
  };
  literalMD = text: {
    _type = "literalMD";
    inherit text;
  };

  mkIf = condition: content: {
    _type = "if";
    inherit condition content;
  };
  mkMerge = contents: {
    _type = "merge";
    inherit contents;
  };
  mkOverride = priority: content: {
    _type = "override";
    inherit priority content;
  };
  # Smaller wins; a definition without a property has 100.
  defaultOverridePriority = 100;
  mkOptionDefault = lib.mkOverride 1500;
  mkDefault = lib.mkOverride 1000;
  mkForce = lib.mkOverride 50;
  mkVMOverride = lib.mkOverride 10;
  mkOrder = priority: content: {
    _type = "order";
    inherit priority content;
  };
  defaultOrderPriority = 1000;
  mkBefore = lib.mkOrder 500;
  mkAfter = lib.mkOrder 1500;

  showOption =
    path:
    builtins.concatStringsSep "." (
      map (
        name:
        if builtins.match "[a-zA-Z_*][a-zA-Z0-9_'*-]*" name != null then name else builtins.toJSON name
      ) path
    );
  showDefs = lib.concatMapStrings (
    def: "\n- In `${def.file}': ${lib.generators.toPretty { } def.value}"
  );
}
