{ lib, config, extra, ... }:
{
  imports = [ ./plain.nix ];
  list = lib.mkAfter [ extra ];
}
