# nixos-flake, as nixos-unified was called until October 2024.
{
  outputs =
    _:
    let
      nixward = import ../nixward.nix;
    in
    nixward.open "an output of nixos-flake that is not known" {
      flakeModule = ./module.nix;
    };
}
