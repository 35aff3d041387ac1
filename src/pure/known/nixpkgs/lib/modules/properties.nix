# What a definition may say about itself.
lib:
let
  property =
    kind: what: content:
    what
    // {
      _type = kind;
      inherit content;
    };
in
{
  mkIf = condition: property "if" { inherit condition; };
  mkAssert =
    assertion: message: content:
    lib.mkIf (if assertion then true else throw "\nFailed assertion: ${message}") content;
  mkMerge = contents: {
    _type = "merge";
    inherit contents;
  };
  mkDefinition = definition: definition // { _type = "definition"; };

  # The smaller priority wins; a definition that says nothing has 100.
  mkOverride = priority: property "override" { inherit priority; };
  defaultOverridePriority = 100;
  mkOptionDefault = lib.mkOverride 1500;
  mkDefault = lib.mkOverride 1000;
  mkImageMediaOverride = lib.mkOverride 60;
  mkForce = lib.mkOverride 50;
  mkVMOverride = lib.mkOverride 10;
  mkFixStrictness = content: content;

  # The smaller one comes first; a definition that says nothing has 1000.
  mkOrder = priority: property "order" { inherit priority; };
  defaultOrderPriority = 1000;
  mkBefore = lib.mkOrder 500;
  mkAfter = lib.mkOrder 1500;

  mkDerivedConfig =
    option: f: lib.mkOverride (option.highestPrio or lib.modules.defaultOverridePriority) (f option.value);
}
