# The function behind `nixosSystem`.
import ../../../configuration.nix "nixos"
