# `mkFlake`: flake-parts with the modules of the first of these folders that is there.
since:
{
  inputs,
  root,
  systems ? [
    "x86_64-linux"
    "x86_64-darwin"
    "aarch64-linux"
    "aarch64-darwin"
  ],
  specialArgs ? { },
}:
let
  lib = import ../nixpkgs/lib;
  folders =
    # The short names count since 5 February 2025.
    lib.optionals (since 1738719510) [
      "nix/modules/flake"
      "modules/flake"
    ]
    ++ [
      "nix/modules/flake-parts"
      "modules/flake-parts"
    ];
  there = lib.filter (folder: builtins.pathExists "${root}/${folder}") folders;
  folder =
    if there == [ ] then
      throw "nixos-unified: none of these folders is there: ${toString folders}"
    else
      "${root}/${lib.head there}";
in
inputs.flake-parts.lib.mkFlake { inherit inputs specialArgs; } {
  inherit systems;
  _module.args = { inherit root; };
  imports = map (name: "${folder}/${name}") (lib.attrNames (builtins.readDir folder));
}
