# Option declarations, and ways to merge what is defined.
#
# A list of definitions may hold items that nobody knows to be there, see modules/definitions.nix.
lib:
let
  nixward = import ../../nixward.nix;
  inherit (builtins)
    all
    head
    isAttrs
    isBool
    isInt
    isList
    isString
    length
    ;
  inherit (lib.modules) withoutDoubt;

  conflict =
    loc: defs:
    throw "The option `${lib.showOption loc}' has conflicting definition values:${lib.showDefs defs}\nUse `lib.mkForce value` or `lib.mkDefault value` to change the priority on any of these definitions.";
  # What definitions give of which some may not be there: the kind of the others says how they are
  # merged.
  doubtful =
    known:
    let
      why = if known.open then known.why else nixward.because "which of several definitions count";
      values = map (item: item.value.value) known.items;
      listed = map (
        item: if item.maybe then nixward.perhaps item.value.value else item.value.value
      ) known.items;
    in
    if lib.any nixward.isUnknown values || (known.open && lib.all (item: item.maybe) known.items) then
      why
    else if all isList values then
      (if known.open then nixward.grows why else lib.id) (builtins.concatLists listed)
    else if all isAttrs values then
      (if known.open then nixward.open why else lib.id) (lib.foldl (all: set: all // set) { } listed)
    else if length values == 1 && !known.open then
      head values
    else
      why;
  same =
    left: right:
    let
      equal = left == right;
    in
    nixward.isUnknown equal || equal;
in
{
  isOption = lib.isType "option";
  mkOption = declaration: declaration // { _type = "option"; };
  mkEnableOption =
    name:
    lib.mkOption {
      type = lib.types.bool;
      default = false;
      example = true;
      description = "Whether to enable ${name}.";
    };
  mkPackageOption =
    pkgs: name:
    {
      nullable ? false,
      default ? name,
      example ? null,
      extraDescription ? "",
      pkgsText ? "pkgs",
    }:
    let
      path = lib.toList (if default == null then name else default);
    in
    lib.mkOption (
      {
        type = if nullable then lib.types.nullOr lib.types.package else lib.types.package;
        description = "The package to use.";
      }
      // lib.optionalAttrs (default != null || !nullable) {
        default = if default == null then null else lib.getAttrFromPath path pkgs;
      }
    );
  mkSinkUndeclaredOptions =
    attributes:
    lib.mkOption (
      {
        internal = true;
        visible = false;
        default = false;
        description = "Takes any definition.";
        type = lib.mkOptionType {
          name = "sink";
          merge = _: _: false;
        };
        apply = _: throw "The value of an option that is not declared cannot be read.";
      }
      // attributes
    );

  literalExpression = text: {
    _type = "literalExpression";
    inherit text;
  };
  literalMD = text: {
    _type = "literalMD";
    inherit text;
  };

  showOption =
    path:
    builtins.concatStringsSep "." (
      map (
        name:
        if builtins.match "[a-zA-Z_*][a-zA-Z0-9_'*-]*|<.*>" name != null then
          name
        else
          lib.strings.escapeNixString name
      ) path
    );
  showFiles = files: lib.concatMapStringsSep " and " (file: "`${file}'") files;
  showDefs = lib.concatMapStrings (def: "\n- In `${def.file}'");
  unknownModule = "<unknown-file>";
  getValues = map (def: def.value);
  getFiles = map (def: def.file);

  mergeDefaultOption =
    loc: defs:
      let
        known = nixward.items defs;
        list = lib.getValues defs;
      in
      if known.open || lib.any (item: item.maybe) known.items then
        doubtful known
      else if length list == 1 then
        head list
      else if all lib.isFunction list then
        argument: lib.mergeDefaultOption loc (map (def: def // { value = def.value argument; }) defs)
      else if all isList list then
        builtins.concatLists list
      else if all isAttrs list then
        lib.mergeAttrsList list
      else if all isBool list then
        builtins.any lib.id list
      else if all isString list then
        lib.concatStrings list
      else if all isInt list && all (value: value == head list) list then
        head list
      else
        conflict loc defs;
  mergeOneOption = lib.mergeUniqueOption { message = ""; };
  mergeUniqueOption =
    {
      message,
      merge ? _: defs: (head defs).value,
    }:
    loc: defs:
    withoutDoubt defs (
      certain: if length certain == 1 then merge loc certain else conflict loc certain
    );
  mergeEqualOption =
    loc: defs:
    withoutDoubt defs (
      certain:
      if certain == [ ] then
        abort "This case should never happen."
      else if all (def: same def.value (head certain).value) (builtins.tail certain) then
        (head certain).value
      else
        conflict loc certain
    );
}
