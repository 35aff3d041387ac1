# flake-utils-plus: NixOS hosts and packages from several sets of packages ("channels").
{
  outputs =
    inputs:
    let
      nixward = import ../nixward.nix;
      flake-utils = inputs.flake-utils or (import ../unlocked.nix ../flake-utils);
    in
    nixward.open "an output of flake-utils-plus that is not known" {
      lib = flake-utils.lib // {
        mkFlake = import ./mk-flake.nix { inherit (flake-utils) lib; };
        mergeAny = import ./merge-any.nix;
        exportModules = import ./export-modules.nix;
        exportOverlays = nixward.because "what flake-utils-plus exports as overlays";
        exportPackages = nixward.because "what flake-utils-plus exports as packages";
        genPkgOverlay = nixward.because "an overlay of flake-utils-plus";
        patchChannel =
          _: channel: patches:
          if patches == [ ] then channel else nixward.because "a patched nixpkgs";
        internal = nixward.because "an internal part of flake-utils-plus";
      };
    };
}
