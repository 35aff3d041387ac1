# colmena-flake: a hive of those hosts of the flake that have a place to be deployed to.
{
  outputs =
    _:
    let
      nixward = import ../nixward.nix;
    in
    nixward.open "an output of colmena-flake that is not known" {
      flakeModules.default = ./module.nix;
    };
}
