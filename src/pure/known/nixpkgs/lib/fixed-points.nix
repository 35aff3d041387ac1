# Functions of their own result, and extensions of such.
lib:
{
  fix =
    f:
    let
      result = f result;
    in
    result;
  fix' =
    f:
    let
      result = f result // { __unfix__ = f; };
    in
    result;
  converge =
    f: value:
    let
      next = f value;
    in
    if next == value then value else lib.converge f next;
  extends =
    overlay: f: final:
    let
      prev = f final;
    in
    prev // overlay final prev;
  composeExtensions =
    first: second: final: prev:
    let
      applied = first final prev;
    in
    applied // second final (prev // applied);
  composeManyExtensions = lib.foldr lib.composeExtensions (_: _: { });
  makeExtensible = lib.makeExtensibleWithCustomName "extend";
  makeExtensibleWithCustomName =
    name: f:
    lib.fix' (
      final:
      f final
      // {
        ${name} = overlay: lib.makeExtensibleWithCustomName name (lib.extends overlay f);
      }
    );
  toExtension =
    value:
    if !lib.isFunction value then
      _: _: value
    else
      final: prev:
      let
        applied = value prev;
      in
      if lib.isFunction applied then value final prev else applied;
}
