# Hosts: what a folder below `hosts` is depends on the first of these files that is in it.
{
  all,
  flake,
  folder,
  homes,
  own,
  source,
}:
let
  nixward = import ../nixward.nix;
  lib = import ../nixpkgs/lib;
  since = import ../since.nix own.self;
  nixpkgs = all.nixpkgs or (import ../unlocked.nix ../nixpkgs);
  # `default.nix` counts since 10 July 2024.
  hasDefault = since 1720569600;

  arguments = name: path: {
    # Homes are read through home-manager, as modules of its own.
    modules = [ path ] ++ lib.attrValues (homes.${name} or { });
    specialArgs = {
      inputs = all;
      inherit flake;
      hostName = name;
      self = throw "self was renamed to flake";
    };
  };
  kinds = [
    {
      file = "default.nix";
      load =
        name: path:
        import path {
          inherit flake;
          inputs = all;
          hostName = name;
        };
    }
    {
      file = "configuration.nix";
      load = name: path: {
        class = "nixos";
        value = nixpkgs.lib.nixosSystem (arguments name path);
      };
    }
    {
      file = "rpi-configuration.nix";
      load = name: path: {
        class = "nixos";
        value = all.nixos-raspberrypi.lib.nixosSystem (arguments name path);
      };
    }
    {
      file = "darwin-configuration.nix";
      load = name: path: {
        class = "nix-darwin";
        value = all.nix-darwin.lib.darwinSystem (arguments name path);
      };
    }
    {
      file = "system-configuration.nix";
      load = _: _: {
        class = "system-manager";
        value = nixward.because "a configuration of system-manager";
      };
    }
  ];

  host =
    name: entry:
    let
      isThere =
        kind:
        (kind.file != "default.nix" || hasDefault)
        && builtins.pathExists (entry.path + "/${kind.file}");
      kind = lib.findFirst isThere null kinds;
    in
    if kind != null then
      kind.load name (entry.path + "/${kind.file}")
    else if homes ? ${name} then
      null
    else
      throw "host '${name}' does not have a configuration";

  hosts = lib.filterAttrs (_: host: host != null) (lib.mapAttrs host (folder (source + "/hosts")));
  outputs = {
    nixos = "nixosConfigurations";
    nix-darwin = "darwinConfigurations";
    system-manager = "systemConfigs";
    robotnix = "robotnixConfigurations";
    nix-on-droid = "nixOnDroidConfigurations";
  };
  byOutput = lib.groupBy (
    entry:
    outputs.${entry.value.class}
      or (throw "host '${entry.name}' of class '${entry.value.class or "unknown"}' not supported")
  ) (lib.attrsToList hosts);
  configurations = output: lib.mapAttrs (_: host: host.value) (lib.listToAttrs (byOutput.${output} or [ ]));
in
lib.genAttrs (lib.attrValues outputs) configurations
