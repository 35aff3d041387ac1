# The modules that every flake of flake-parts has.
[
  ./flake.nix
  ./outputs.nix
  ./per-system.nix
  ./transposition.nix
  ./debug.nix
]
