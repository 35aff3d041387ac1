# The clan's options, as far as machines go.
{
  clan-core,
  config,
  lib,
  nix-darwin,
  nixpkgs,
  self,
  ...
}:
let
  nixward = import ../nixward.nix;
  inherit (lib) mkOption types;
  why = nixward.because "an option of clan-core";
  folder = "${config.directory}/machines";

  # What may be in a machine's folder is a part of it.
  files =
    name:
    lib.filter builtins.pathExists (
      map (file: "${folder}/${name}/${file}.nix") [
        "configuration"
        "hardware-configuration"
        "disko"
      ]
    );
  machine =
    build: name: _:
    build {
      modules = files name ++ lib.optional (config.machines ? ${name}) config.machines.${name};
      specialArgs = {
        inherit clan-core;
      }
      // config.specialArgs;
    };
  machines =
    class: build:
    lib.mapAttrs (machine build) (
      lib.filterAttrs (_: machine: machine.machineClass == class) config.inventory.machines
    );
in
{
  _class = "clan";
  _nixward.declares = why;
  options = {
    self = mkOption {
      type = types.raw;
      default = self;
    };
    directory = mkOption {
      type = types.raw;
      default = toString self;
    };
    specialArgs = mkOption {
      type = types.lazyAttrsOf types.raw;
      default = { };
    };
    machines = mkOption {
      type = types.attrsOf types.deferredModule;
      default = { };
    };
    inventory = mkOption {
      default = { };
      type = types.submodule {
        _nixward.declares = why;
        options.machines = mkOption {
          default = { };
          type = types.attrsOf (
            types.submodule {
              _nixward.declares = why;
              options.machineClass = mkOption {
                type = types.enum [
                  "nixos"
                  "darwin"
                ];
                default = "nixos";
              };
            }
          );
        };
      };
    };
    nixosConfigurations = mkOption {
      type = types.lazyAttrsOf types.raw;
      default = { };
    };
    darwinConfigurations = mkOption {
      type = types.lazyAttrsOf types.raw;
      default = { };
    };
  };
  imports = [
    {
      inventory =
        if builtins.pathExists "${config.directory}/inventory.json" then
          lib.importJSON "${config.directory}/inventory.json"
        else
          { };
    }
    {
      inventory.machines = lib.optionalAttrs (builtins.pathExists folder) (
        lib.mapAttrs (_: _: { }) (
          lib.filterAttrs (_: type: type == "directory") (builtins.readDir folder)
        )
      );
    }
    { inventory.machines = lib.mapAttrs (_: _: { }) config.machines; }
  ];
  config = {
    specialArgs.self = lib.mkDefault config.self;
    nixosConfigurations = machines "nixos" nixpkgs.lib.nixosSystem;
    darwinConfigurations = machines "darwin" nix-darwin.lib.darwinSystem;
  };
}
