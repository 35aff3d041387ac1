# NixOS for one configuration file.
{
  configuration ? { },
  ...
}@args:
import ../../configuration.nix "nixos" (args // { modules = [ configuration ]; })
