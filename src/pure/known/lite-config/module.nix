# The options, and the hosts they make.
{
  config,
  inputs,
  lib,
  ...
}:
let
  nixward = import ../nixward.nix;
  inherit (lib) mkOption types;
  cfg = config.lite-config;
  why = nixward.because "an option of lite-config";
  modules = mkOption {
    type = types.listOf types.deferredModule;
    default = [ ];
  };
  host = types.submodule {
    _nixward.declares = why;
    options = {
      system = mkOption { type = types.str; };
      hostModule = mkOption {
        type = types.nullOr types.deferredModule;
        default = null;
      };
    };
  };
  whole = types.submodule {
    _nixward.declares = why;
    options = {
      homeModules = modules;
      systemModules = modules;
      hostModuleDir = mkOption { type = types.path; };
      extraSpecialArgs = mkOption {
        type = types.attrs;
        default = { };
      };
      hosts = mkOption {
        type = types.attrsOf host;
        default = { };
      };
    };
  };

  isFor = kernel: host: lib.hasSuffix "-${kernel}" host.system;
  build =
    builder: name: host:
    builder {
      inherit (host) system;
      modules =
        # Homes are read through home-manager, as modules of its own.
        [ (if host.hostModule == null then "${cfg.hostModuleDir}/${name}" else host.hostModule) ]
        ++ cfg.systemModules
        ++ cfg.homeModules;
      specialArgs = nixward.open "a special argument of lite-config" (
        { inherit inputs; } // cfg.extraSpecialArgs
      );
    };
  hosts =
    kernel: builder: lib.mapAttrs (build builder) (lib.filterAttrs (_: isFor kernel) cfg.hosts);
  isOther = host: !isFor "linux" host && !isFor "darwin" host;
in
{
  options.lite-config = mkOption {
    type = whole;
    default = { };
  };
  config = {
    systems = lib.unique (lib.mapAttrsToList (_: host: host.system) cfg.hosts);
    flake =
      if lib.any isOther (lib.attrValues cfg.hosts) then
        throw "lite-config: a host that is neither for Linux nor for macOS"
      else
        lib.filterAttrs (_: hosts: hosts != { }) {
          nixosConfigurations = hosts "linux" (import ../configuration.nix "nixos");
          darwinConfigurations = hosts "darwin" (import ../configuration.nix "darwin");
        };
    perSystem = _: {
      _module.args = {
        liteConfigPkgs = nixward.because "the packages of lite-config";
        liteConfigNixpkgs = nixward.because "the nixpkgs of lite-config";
      };
      packages = why;
    };
  };
}
