{ lib, ... }:
{
  configurations.nixos.second.module.imports = [ ];
  configurations.nixos.first.module = { };
}
