# lite-config: hosts as options of flake-parts.
{
  outputs =
    _:
    let
      nixward = import ../nixward.nix;
    in
    nixward.open "an output of lite-config that is not known" {
      flakeModule = ./module.nix;
      flakeModules.default = ./module.nix;
    };
}
