{ lib, ... }:
{
  options.services.prometheus2.mine = lib.mkEnableOption "it";
}
