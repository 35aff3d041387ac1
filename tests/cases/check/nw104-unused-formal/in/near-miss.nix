{
  module = { config, lib, pkgs, modulesPath, ... }: { };
  default = { a, b ? a }: b;
  meant = { _a, ... }: 1;
}
