# From the declarations and definitions of one option to its value.
lib:
let
  nixward = import ../../../nixward.nix;
  inherit (import ./definitions.nix lib) effective ofList;
  inherit (builtins) filter head length;

  # Merges what remained after overriding. A definition of the wrong type cannot be there.
  mergeList =
    loc: type: list:
    let
      fits =
        item:
        let
          good = type.check item.value.value;
        in
        nixward.isUnknown good || good;
      bad = filter (item: !item.maybe && !fits item) (nixward.items list).items;
    in
    if nixward.isUnknown type then
      type
    else if bad != [ ] then
      throw "A definition for option `${lib.showOption loc}' is not of type `${type.description}'. Definition values:${lib.showDefs (map (item: item.value) bad)}"
    else
      type.merge loc list;

  # One element of a list or a set, from a list of its definitions: `defined`, perhaps not known,
  # and `value`.
  element =
    type: loc: list:
    let
      found = effective (ofList list);
    in
    {
      defined =
        found.certain || (!found.none && nixward.because "whether ${lib.showOption loc} is defined");
      value = mergeList loc type found.list;
    };

  mergeDefinitions =
    loc: type: definitions:
    let
      found = effective (ofList definitions);
      merged = mergeList loc type found.list;
    in
    {
      isDefined = !found.none;
      mergedValue = if found.none then unset loc type else merged;
      optionalValue = if found.none then { } else { value = merged; };
      defsFinal = found.list;
    };

  unset =
    loc: type:
    type.emptyValue.value
      or (throw "The option `${lib.showOption loc}' was accessed but has no value defined. Try setting the option.");

  # One declaration of several; their types must be able to hold what all of them say.
  mergeDeclarations =
    loc: declarations:
    builtins.foldl' (
      merged: next:
      let
        both = name: merged.option ? ${name} && next.option ? ${name};
        type = merged.option.type.typeMerge next.option.type;
        disagree = both "type" && !nixward.isUnknown type && type == null;
      in
      if both "default" || both "apply" || disagree then
        throw "The option `${lib.showOption loc}' in `${next.file}' is already declared in `${merged.file}'."
      else
        {
          inherit (merged) file;
          maybe = merged.maybe || next.maybe;
          option = next.option // merged.option // lib.optionalAttrs (both "type") { inherit type; };
        }
    ) (head declarations) (builtins.tail declarations);

  evalOption =
    loc: declarations: definitions:
    let
      declaration = mergeDeclarations loc declarations;
      option = {
        type = lib.types.unspecified;
      }
      // declaration.option;
      inherit (option) type;
      withDefault = definitions // {
        items =
          lib.optional (option ? default) {
            inherit (declaration) file;
            value = lib.mkOptionDefault option.default;
            maybe = false;
          }
          ++ definitions.items;
      };
      found = effective withDefault;
      merged =
        if option.readOnly or false && length withDefault.items > 1 && !lib.any (def: def.maybe) withDefault.items then
          throw "The option `${lib.showOption loc}' is read-only, but it's set multiple times."
        else if found.none then
          unset loc type
        else
          mergeList loc type found.list;
      # A declaration that may not be there may change what becomes of the value.
      doubtful = length declarations > 1 && declaration.maybe;
    in
    option
    // {
      inherit loc;
      _type = "option";
      value =
        if doubtful then
          nixward.because "whether ${lib.showOption loc} is declared once more"
        else
          (option.apply or lib.id) merged;
      isDefined =
        found.certain || (!found.none && nixward.because "whether ${lib.showOption loc} is defined");
      highestPrio =
        if found.open == [ ] then found.priority else nixward.because (head found.open);
      files = map (def: def.file) found.list;
      definitions = map (def: def.value) found.list;
      definitionsWithLocations = found.list;
      declarations = map (declaration: declaration.file) declarations;
    };
in
{
  inherit element evalOption mergeDefinitions;
}
