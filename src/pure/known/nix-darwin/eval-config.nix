# The function behind `darwinSystem`.
import ../configuration.nix "darwin"
