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
  cfg = config.easy-hosts;
  why = "an option of easy-hosts";

  parts = {
    modules = mkOption {
      type = types.listOf types.deferredModule;
      default = [ ];
    };
    specialArgs = mkOption {
      type = types.lazyAttrsOf types.raw;
      default = { };
    };
  };
  perKind = mkOption {
    type = types.raw;
    default = _: { };
  };
  host =
    { config, ... }:
    {
      _nixward.declares = nixward.because why;
      options = parts // {
        arch = mkOption {
          type = types.str;
          default = "x86_64";
        };
        class = mkOption {
          type = types.str;
          default = "nixos";
        };
        path = mkOption {
          type = types.nullOr types.path;
          default = null;
        };
        system = mkOption {
          type = types.str;
          default = "${config.arch}-${if classOf config.class == "darwin" then "darwin" else "linux"}";
        };
        tags = mkOption {
          type = types.listOf types.str;
          default = [ ];
        };
        nixpkgs = mkOption {
          type = types.raw;
          default = inputs.nixpkgs;
        };
        nix-darwin = mkOption {
          type = types.raw;
          default = inputs.darwin or inputs.nix-darwin or null;
        };
      };
    };

  # Further classes stand for nixos or darwin.
  classOf = class: ({ linux = "nixos"; } // cfg.additionalClasses).${class} or class;
  outputOf =
    host: if classOf host.class == "darwin" then "darwinConfigurations" else "nixosConfigurations";

  build =
    name: host:
    let
      isDarwin = outputOf host == "darwinConfigurations";
      sources = [
        cfg.shared
        host
      ]
      ++ map cfg.perTag host.tags
      ++ [
        (cfg.perClass host.class)
        (cfg.perArch host.arch)
      ];
      # Without a path, these files count where they are there.
      files =
        if host.path != null then
          [ host.path ]
        else
          lib.filter builtins.pathExists [
            "${inputs.self}/hosts/${name}/default.nix"
            "${inputs.self}/systems/${name}/default.nix"
          ];
    in
    (if isDarwin then host.nix-darwin.lib.darwinSystem else host.nixpkgs.lib.nixosSystem) {
      inherit (host) system;
      specialArgs = lib.foldl' lib.recursiveUpdate {
        inherit inputs;
        inherit (inputs) self;
      } (map (source: source.specialArgs or { }) sources);
      modules = files ++ lib.concatMap (source: source.modules or [ ]) sources;
    };
  hostsOf =
    output: lib.mapAttrs build (lib.filterAttrs (_: host: outputOf host == output) cfg.hosts);

  # `<path>/<arch>-<class>/<name>`, or `<path>/<name>` where there is one system only.
  fromFolders =
    let
      entry =
        system: path:
        let
          parts = lib.splitString "-" system;
        in
        {
          inherit path;
          arch = lib.elemAt parts 0;
          class = lib.elemAt parts 1;
        };
      below = folder: system: lib.mapAttrs (name: _: entry system "${folder}/${name}") (builtins.readDir folder);
      folders = lib.attrNames (
        lib.filterAttrs (_: type: type == "directory") (builtins.readDir cfg.path)
      );
    in
    if cfg.onlySystem != null then
      below cfg.path cfg.onlySystem
    else
      lib.mergeAttrsList (map (system: below "${cfg.path}/${system}" system) folders);
in
{
  _nixward.declares = nixward.because why;
  imports =
    map
      (
        path:
        lib.mkRenamedOptionModule ([ "easyHosts" ] ++ path) ([ "easy-hosts" ] ++ path)
      )
      [
        [ "additionalClasses" ]
        [ "autoConstruct" ]
        [ "hosts" ]
        [ "onlySystem" ]
        [ "path" ]
        [ "perClass" ]
        [
          "shared"
          "modules"
        ]
        [
          "shared"
          "specialArgs"
        ]
      ];

  options.easy-hosts = {
    shared = parts;
    perArch = perKind;
    perClass = perKind;
    perTag = perKind;
    autoConstruct = mkOption {
      type = types.bool;
      default = false;
    };
    path = mkOption {
      type = types.nullOr types.path;
      default = null;
    };
    onlySystem = mkOption {
      type = types.nullOr types.str;
      default = null;
    };
    additionalClasses = mkOption {
      type = types.attrsOf types.str;
      default = { };
    };
    hosts = mkOption {
      type = types.attrsOf (types.submodule host);
      default = { };
    };
  };

  config = {
    easy-hosts.hosts = lib.mkIf cfg.autoConstruct fromFolders;
    flake = lib.filterAttrs (_: hosts: hosts != { }) {
      nixosConfigurations = hostsOf "nixosConfigurations";
      darwinConfigurations = hostsOf "darwinConfigurations";
    };
  };
}
