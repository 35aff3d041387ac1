# What is defined for each system, and how to get at it.
{
  config,
  lib,
  flake-parts-lib,
  self,
  ...
}:
let
  nixward = import ../../nixward.nix;
  inherit (lib) mkOption types;

  # Arguments of the flake that are not there for one system.
  outer = lib.genAttrs [
    "getSystem"
    "inputs"
    "moduleWithSystem"
    "self"
    "withSystem"
  ] (name: throw "`${name}` is not a `perSystem` module argument, but one of the top level.");

  systemModule =
    {
      config,
      options,
      specialArgs,
      system,
      inputs',
      ...
    }:
    {
      _file = "flake-parts perSystem";
      _nixward.declares = nixward.because "an option that only some releases of flake-parts have";
      options.allModuleArgs = mkOption {
        type = types.lazyAttrsOf types.raw;
        readOnly = true;
      };
      config = {
        _module.args = outer // {
          inputs' = lib.mapAttrs (_: top.perInput system) self.inputs;
          self' = top.perInput system self;
          pkgs = lib.mkOptionDefault inputs'.nixpkgs.legacyPackages;
        };
        allModuleArgs = config._module.args // specialArgs // { inherit config options; };
      };
    };
  top = config;

  # The same systems are asked for again and again.
  common = lib.genAttrs [
    "aarch64-darwin"
    "aarch64-linux"
    "x86_64-darwin"
    "x86_64-linux"
  ] config.perSystem;
  getSystem = system: common.${system} or (config.perSystem system);
in
{
  options = {
    systems = mkOption { type = types.listOf types.str; };
    perInput = mkOption {
      type = types.functionTo (types.functionTo (types.lazyAttrsOf types.unspecified));
    };
    perSystem = mkOption {
      type = flake-parts-lib.mkPerSystemType systemModule;
      apply =
        modules: system:
        (lib.evalModules {
          inherit modules;
          prefix = [
            "perSystem"
            system
          ];
          specialArgs = { inherit system; };
          class = "perSystem";
        }).config;
    };
    allSystems = mkOption { type = types.lazyAttrsOf types.unspecified; };
  };
  config = {
    allSystems = lib.genAttrs config.systems getSystem;
    _module.args = {
      inherit getSystem;
      getSystemIgnoreWarning = getSystem;
      withSystem = system: f: f (getSystem system).allModuleArgs;
      moduleWithSystem =
        module:
        { config, ... }:
        let
          system =
            config._module.args.system
              or (config._module.args.pkgs.stdenv.hostPlatform.system
                or (nixward.because "the system of a configuration")
              );
          given = (getSystem system).allModuleArgs;
        in
        {
          imports = [ (module (lib.mapAttrs (name: _: given.${name}) (lib.functionArgs module))) ];
        };
    };
  };
}
