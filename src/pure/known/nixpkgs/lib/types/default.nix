# Types of options: `check` a value, `merge` the definitions that remained after overriding (a list
# that may hold items nobody knows to be there), `typeMerge` with the type of a second declaration
# of the same option (null: they disagree).
lib:
let
  nixward = import ../../../nixward.nix;
  mkOptionType =
    {
      name,
      ...
    }@given:
    let
      type = {
        _type = "option-type";
        description = name;
        check = _: true;
        merge = lib.mergeDefaultOption;
        emptyValue = { };
        deprecationMessage = null;
        getSubModules = null;
        getSubOptions = _: { };
        substSubModules = _: null;
        nestedTypes = { };
        typeMerge = other: if other.name == name then type else null;
      }
      // given;
    in
    type;
in
nixward.open "a type of nixpkgs that is not known" (
  {
    isType = kind: value: value._type or null == kind;
    setType = kind: value: value // { _type = kind; };
    isOptionType = lib.isType "option-type";
    inherit mkOptionType;
  }
  // import ./values.nix lib
  // import ./nested.nix lib
  // import ./modules.nix lib
)
