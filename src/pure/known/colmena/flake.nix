# colmena: a hive of NixOS hosts.
{
  outputs =
    _:
    let
      nixward = import ../nixward.nix;
    in
    nixward.open "an output of colmena that is not known" {
      lib = nixward.open "a part of colmena's `lib` that is not known" {
        makeHive = rawHive: import ./src/nix/hive/eval.nix { inherit rawHive; };
      };
    };
}
