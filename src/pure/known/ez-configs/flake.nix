# ez-configs: hosts and homes from folders, as a module of flake-parts.
{
  outputs =
    { self, ... }:
    let
      nixward = import ../nixward.nix;
    in
    nixward.open "an output of ez-configs that is not known" {
      flakeModule =
        # The options have their names since 21 November 2023.
        if import ../since.nix self 1700606599 then
          ./module.nix
        else
          nixward.because "ez-configs before November 2023";
    };
}
