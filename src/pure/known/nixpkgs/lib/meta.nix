# What packages say about themselves.
lib:
let
  nixward = import ../../nixward.nix;
in
{
  addMetaAttrs = new: package: package // { meta = package.meta or { } // new; };
  setPrio = priority: lib.addMetaAttrs { inherit priority; };
  lowPrio = lib.setPrio 10;
  hiPrio = lib.setPrio (-10);
  lowPrioSet = builtins.mapAttrs (_: lib.lowPrio);
  hiPrioSet = builtins.mapAttrs (_: lib.hiPrio);
  dontDistribute = lib.addMetaAttrs { hydraPlatforms = [ ]; };
  getExe =
    package:
    lib.getExe' package (
      package.meta.mainProgram or (nixward.because "the main program of a package without `meta.mainProgram`")
    );
  getExe' =
    package: name:
    assert lib.assertMsg (lib.isDerivation package)
      "lib.meta.getExe': The first argument is of type ${builtins.typeOf package}, but it should be a derivation instead.";
    "${lib.getBin package}/bin/${name}";
}
