# Calling functions with what they ask for, and changing the arguments afterwards.
lib:
let
  nixward = import ../../nixward.nix;
in
{
  callPackageWith =
    available: function: overrides:
    let
      f = if lib.isFunction function then function else import function;
      wanted = lib.functionArgs f;
      arguments = builtins.intersectAttrs wanted available // overrides;
      missing = builtins.filter (name: !wanted.${name} && !arguments ? ${name}) (
        builtins.attrNames wanted
      );
    in
    if missing == [ ] then
      lib.makeOverridable f arguments
    else
      abort "lib.customisation.callPackageWith: Function called without required argument \"${builtins.head missing}\"";
  makeOverridable =
    f:
    lib.mirrorFunctionArgs f (
      arguments:
      let
        result = f arguments;
        changed = new: arguments // (if lib.isFunction new then new arguments else new);
        override = lib.mirrorFunctionArgs f (new: lib.makeOverridable f (changed new));
      in
      if builtins.isAttrs result then
        result
        // {
          inherit override;
          overrideDerivation = nixward.because "a changed derivation";
        }
        // lib.optionalAttrs (result ? overrideAttrs) {
          overrideAttrs = nixward.because "a changed derivation";
        }
      else if builtins.isFunction result then
        lib.setFunctionArgs result (builtins.functionArgs result) // { inherit override; }
      else
        result
    );
  makeScope =
    newScope: f:
    let
      scope = f scope // {
        newScope = extra: newScope (scope // extra);
        callPackage = scope.newScope { };
        overrideScope = overlay: lib.makeScope newScope (lib.extends overlay f);
        packages = f;
      };
    in
    scope;
}
