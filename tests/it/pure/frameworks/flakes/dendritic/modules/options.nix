{
  config,
  inputs,
  lib,
  ...
}:
{
  options.configurations.nixos = lib.mkOption {
    type = lib.types.lazyAttrsOf (
      lib.types.submodule { options.module = lib.mkOption { type = lib.types.deferredModule; }; }
    );
    default = { };
  };
  config = {
    systems = [ "x86_64-linux" ];
    flake.nixosConfigurations = lib.mapAttrs (
      _: configuration: inputs.nixpkgs.lib.nixosSystem { modules = [ configuration.module ]; }
    ) config.configurations.nixos;
  };
}
