# The options, and the outputs they make.
{
  config,
  inputs,
  lib,
  ...
}:
let
  nixward = import ../nixward.nix;
  inherit (lib) mkOption types;
  cfg = config.ezConfigs;
  why = nixward.because "an option of ez-configs";

  # Nix files and folders with a `default.nix`, by name; a file beside the folder, of its name, is
  # all there is then.
  modulesIn =
    folder:
    let
      isThere = kind: path: builtins.pathExists path && builtins.readFileType path == kind;
      entry =
        name: type:
        let
          path = "${folder}/${name}";
        in
        if type == "regular" && lib.hasSuffix ".nix" name then
          { ${lib.removeSuffix ".nix" name} = path; }
        else if isThere "regular" "${path}/default.nix" then
          { ${name} = "${path}/default.nix"; }
        else
          { };
    in
    if isThere "regular" "${folder}.nix" then
      { default = folder; }
    else if isThere "directory" folder then
      lib.concatMapAttrs entry (builtins.readDir folder)
    else
      { };

  folder =
    kind: name:
    mkOption {
      type = types.path;
      default = if cfg.root != null then "${cfg.root}/${kind}-${name}" else ./unset-directory;
    };
  args = mkOption {
    type = types.attrsOf types.anything;
    default = { };
  };
  flag =
    default:
    mkOption {
      inherit default;
      type = types.bool;
    };
  folders = kind: {
    configurationsDirectory = folder kind "configurations";
    modulesDirectory = folder kind "modules";
    earlyModuleArgs = args // {
      default = cfg.earlyModuleArgs;
    };
  };
  systemOptions =
    kind:
    folders kind
    // {
      specialArgs = args // {
        default = cfg.globalArgs;
      };
      hosts = mkOption {
        default = { };
        type = types.attrsOf (
          types.submodule {
            _nixward.declares = why;
            options = {
              importDefault = flag true;
              userHomeModules = mkOption {
                type = types.listOf types.str;
                default = [ ];
              };
            };
          }
        );
      };
    };
  user.options = {
    importDefault = flag true;
    passInOsConfig = flag true;
    nameFunction = mkOption {
      type = types.nullOr types.raw;
      default = null;
    };
    standalone = {
      enable = flag false;
      pkgs = mkOption { type = types.raw; };
    };
  };

  modules = lib.mapAttrs (_: kind: modulesIn kind.modulesDirectory) {
    inherit (cfg) darwin home nixos;
  };
  homes = modulesIn cfg.home.configurationsDirectory;
  default = kind: settings: lib.optional (settings.importDefault or true) (modules.${kind}.default or { });

  system =
    kind: build: name: file:
    let
      settings = cfg.${kind}.hosts.${name} or { };
    in
    build {
      specialArgs = cfg.${kind}.specialArgs // {
        ezModules = modules.${kind};
      };
      # Homes are read through home-manager, as modules of its own.
      modules =
        [ file ]
        ++ default kind settings
        ++ map (user: homes.${user}) (settings.userHomeModules or [ ]);
    };
  systems = kind: build: lib.mapAttrs (system kind build) (modulesIn cfg.${kind}.configurationsDirectory);

  home =
    user: file:
    let
      settings = cfg.home.users.${user} or { };
      nameOf =
        if settings.nameFunction or null == null then host: "${user}@${host}" else settings.nameFunction;
      build =
        pkgs:
        inputs.home-manager.lib.homeManagerConfiguration {
          inherit pkgs;
          extraSpecialArgs = cfg.home.extraSpecialArgs // {
            ezModules = modules.home;
          };
          modules = [ file ] ++ default "home" settings;
        };
    in
    if settings.standalone.enable or false then
      { ${user} = build settings.standalone.pkgs; }
    else
      lib.concatMapAttrs (name: host: { ${nameOf name} = build host.pkgs; }) (
        config.flake.nixosConfigurations // config.flake.darwinConfigurations
      );
in
{
  options.ezConfigs = {
    root = mkOption {
      type = types.nullOr types.path;
      default = null;
    };
    globalArgs = args;
    earlyModuleArgs = args;
    nixos = systemOptions "nixos";
    darwin = systemOptions "darwin";
    home = folders "home" // {
      extraSpecialArgs = args // {
        default = cfg.globalArgs;
      };
      users = mkOption {
        type = types.attrsOf (types.submodule user);
        default = { };
      };
    };
  };

  config.flake = {
    homeModules = modules.home;
    nixosModules = modules.nixos;
    darwinModules = modules.darwin;
    homeConfigurations = lib.concatMapAttrs home homes;
    nixosConfigurations = systems "nixos" inputs.nixpkgs.lib.nixosSystem;
    darwinConfigurations = systems "darwin" (
      (inputs.darwin or inputs.nix-darwin).lib.darwinSystem
    );
  };
}
