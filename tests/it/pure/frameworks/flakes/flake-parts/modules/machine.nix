{ lib, ... }:
{
  options = {
    enable = lib.mkEnableOption "it" // {
      default = true;
    };
    system = lib.mkOption {
      type = lib.types.str;
      default = "aarch64-linux";
    };
  };
}
