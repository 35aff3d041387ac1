# The release of a locked nixpkgs, and all its options without their descriptions and defaults: sets with
#   path     its parts, `*` for an element of a list and `<name>` for any attribute,
#   type     in the notation of src/flake/options/kind.rs; what that does not know takes anything,
#   readOnly whether nobody may set it,
#   to       the option that it is another name of, and warns, whether NixOS says so,
#   removed  whether it is only there to say that it is gone.
# Sources: lib/options.nix, lib/types.nix and `doRename` of lib/modules.nix in nixpkgs, 20.09 to 26.11.
{ node, system }:
let
  inherit (builtins)
    attrNames
    concatMap
    elemAt
    isAttrs
    isList
    isString
    length
    match
    toJSON
    ;

  tree = builtins.fetchTree (builtins.fromJSON node);
  self = tree // outputs // { inherit outputs; };
  outputs = (import (tree + "/flake.nix")).outputs { inherit self; };
  nixos = outputs.lib.nixosSystem {
    inherit system;
    modules = [ ];
  };

  isOption = value: isAttrs value && (value._type or "") == "option";
  try =
    value: otherwise:
    let
      tried = builtins.tryEval value;
    in
    if tried.success then tried.value else otherwise;

  # A type as text. Arguments are in parentheses, so that none is taken for more than it is.
  one = depth: type: textAt (depth + 1) (type.nestedTypes.elemType or type.functor.wrapped or { });
  parens = inner: "(${inner})";
  numbers = {
    unsignedInt = "ints.unsigned";
    positiveInt = "ints.positive";
    unsignedInt8 = "ints.u8";
    unsignedInt16 = "port";
    string = "str";
    separatedString = "lines";
  };
  values =
    type:
    let
      payload = type.functor.payload or null;
      all = if isList payload then payload else payload.values or null;
      simple = value: isString value || builtins.isInt value || builtins.isBool value || value == null;
    in
    if isList all && builtins.all simple all then
      "enum [${builtins.concatStringsSep " " (map toJSON all)}]"
    else
      "anything";
  both =
    depth: type:
    let
      sides =
        if type ? nestedTypes.left then
          [
            type.nestedTypes.left
            type.nestedTypes.right
          ]
        else
          type.functor.wrapped or null;
    in
    if isList sides then
      "either ${parens (textAt depth (elemAt sides 0))} ${parens (textAt depth (elemAt sides 1))}"
    else
      "anything";
  text = textAt 0;
  # Values of JSON and the like have types that hold themselves.
  textAt =
    depth: type:
    let
      name = type.name or "";
      description = type.description or "";
      isFormat = isString description && match "[A-Z][A-Za-z]+ (value|atom).*" description != null;
      wraps = wrapper: "${wrapper} ${parens (one depth type)}";
    in
    if depth > 4 || isFormat then
      "anything"
    else if name == "nullOr" || name == "listOf" || name == "attrsOf" || name == "lazyAttrsOf" then
      wraps name
    else if name == "uniq" || name == "unique" then
      one depth type
    else if name == "functionTo" then
      "functionTo (anything)"
    else if name == "either" then
      both depth type
    else if name == "coercedTo" then
      if type ? nestedTypes.coercedType then
        "either ${parens (textAt depth type.nestedTypes.coercedType)} ${parens (textAt depth type.nestedTypes.finalType)}"
      else
        "anything"
    else if name == "enum" then
      values type
    else if name == "submodule" then
      if try (type.getSubOptions [ ] ? _freeformOptions) true then
        "submodule (freeform anything)"
      else
        "submodule"
    else if match "strMatching.*" name != null then
      "str"
    else if match "[A-Za-z0-9]+" name != null then
      numbers.${name} or name
    else
      "anything";

  # The options inside a type, where it has any.
  inside =
    type: loc:
    if type ? getSubOptions then
      type.getSubOptions loc
    else if type ? nestedTypes.elemType then
      inside type.nestedTypes.elemType (
        loc
        ++ (
          if type.name == "listOf" then
            [ "*" ]
          else if type.name == "attrsOf" || type.name == "lazyAttrsOf" then
            [ "<name>" ]
          else
            [ ]
        )
      )
    else
      { };

  described =
    option:
    let
      description = option.description or null;
      text = if isAttrs description then description.text or "" else description;
    in
    if isString text then text else "";
  alias = option: match "Alias of .*(option>|`)([^`<]+)[`<].*" (described option);

  row =
    option:
    let
      type = option.type or { };
      shown = option.visible or true;
      to = alias option;
    in
    {
      path = option.loc;
      type = try (text type) "anything";
      readOnly = (option.readOnly or false) == true;
    }
    // (
      if to != null then
        {
          to = elemAt to 1;
          warns = shown == false;
        }
      else if shown == false && !(option ? description) && !(option ? default) then
        { removed = true; }
      else
        { }
    );

  below =
    option:
    let
      type = option.type or { };
      inner = try (inside type option.loc) { };
      isWhole = (option.visible or true) == true || (option.visible or true) == "transparent";
    in
    if isWhole && length option.loc < 16 then all inner else [ ];

  all =
    set:
    concatMap (
      name:
      let
        value = try set.${name} null;
      in
      if name == "_module" || name == "_freeformOptions" then
        [ ]
      else if isOption value then
        [ (row value) ] ++ below value
      else if isAttrs value then
        all value
      else
        [ ]
    ) (attrNames set);
in
{
  told = {
    release = outputs.lib.trivial.release or "";
    rows = all nixos.options;
  };
}
