# easy-hosts: hosts as options of flake-parts, or from folders.
{
  outputs =
    { self, ... }:
    let
      nixward = import ../nixward.nix;
      module =
        # Classes of one's own work since 12 February 2025.
        if import ../since.nix self 1739314823 then
          ./module.nix
        else
          nixward.because "easy-hosts before February 2025";
    in
    nixward.open "an output of easy-hosts that is not known" {
      flakeModule = module;
      flakeModules.default = module;
    };
}
