# age-encrypted secrets of a user, opened with the user's own ssh keys: a module of home-manager. Option
# paths and defaults are those of agenix, so that a configuration written for it works unchanged; paths
# may hold what a shell expands, as `${XDG_RUNTIME_DIR}` does in the defaults.
#
# All secrets are opened before the first becomes visible: one that cannot be opened leaves those in use
# as they were, and the service fails and names it.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkEnableOption mkOption types;
  # Its name until NixOS 21.11.
  literalExpression = lib.literalExpression or lib.literalExample;
  cfg = config.age;
  home = config.home.homeDirectory;
  system = pkgs.stdenv.hostPlatform;

  secret =
    { name, config, ... }:
    {
      options = {
        name = mkOption {
          type = types.str;
          default = name;
          defaultText = literalExpression "<name>";
          description = "Name of the file below `age.secretsDir`.";
        };
        file = mkOption {
          type = types.path;
          description = "The encrypted file.";
        };
        path = mkOption {
          type = types.str;
          default = "${cfg.secretsDir}/${config.name}";
          defaultText = literalExpression ''"''${config.age.secretsDir}/''${config.name}"'';
          description = "Where it is found.";
        };
        mode = mkOption {
          type = types.str;
          default = "0400";
          description = "Permissions, as chmod takes them.";
        };
        symlink = mkEnableOption "a link from `path` into `age.secretsDir`, rather than a copy" // {
          default = true;
        };
      };
    };

  inRuntimeFolder =
    name:
    let
      folder =
        if system.isDarwin then
          "$(${lib.getExe pkgs.getconf} DARWIN_USER_TEMP_DIR)"
        else
          "\${XDG_RUNTIME_DIR}";
    in
    "${folder}/${name}";
  inRuntimeFolderText =
    name:
    literalExpression ''
      "''${XDG_RUNTIME_DIR}/${name}" on Linux, "$(getconf DARWIN_USER_TEMP_DIR)/${name}" on Darwin
    '';

  secrets = lib.attrValues cfg.secrets;
  age = lib.getExe cfg.package;
  manifest = pkgs.writeText "secrets.json" (
    builtins.toJSON {
      version = 1;
      link = cfg.secretsDir;
      mountPoint = cfg.secretsMountPoint;
      # The folder is in memory, or the user's own choice.
      inMemory = false;
      group = null;
      keep = 0;
      # A path of Nix is not copied to the store here: it would be a private key.
      identities = map toString cfg.identityPaths;
      program = if age == lib.getExe pkgs.age then null else age;
      items = map (secret: {
        inherit (secret)
          mode
          name
          path
          symlink
          ;
        file = "${secret.file}";
        owner = null;
        group = null;
      }) secrets;
    }
  );
  # Each path twice: as the manifest has it, and in quotes for the shell to expand.
  places = lib.concatMapStringsSep " " (path: "--where ${lib.escapeShellArg path} \"${path}\"") (
    lib.unique (
      [
        cfg.secretsDir
        cfg.secretsMountPoint
      ]
      ++ map (secret: secret.path) secrets
    )
  );
  install = pkgs.writeShellScript "agenix-home-manager-mount-secrets" ''
    exec ${cfg.installer}/bin/nixward secrets install --manifest ${manifest} ${places}
  '';
in
{
  options.age = {
    package = mkOption {
      type = types.package;
      default = pkgs.age;
      defaultText = literalExpression "pkgs.age";
      description = ''
        What opens files of age instead of nixward itself, such as an age with plugins. The default is not
        run: nixward opens such files.
      '';
    };
    installer = mkOption {
      type = types.package;
      default = pkgs.nixward or (pkgs.callPackage ../../package.nix { });
      defaultText = literalExpression "pkgs.nixward";
      description = "The nixward that opens the secrets.";
    };
    secrets = mkOption {
      type = types.attrsOf (types.submodule secret);
      default = { };
      description = "Secrets of this user.";
    };
    identityPaths = mkOption {
      type = types.listOf types.path;
      default = [
        "${home}/.ssh/id_ed25519"
        "${home}/.ssh/id_rsa"
      ];
      defaultText = literalExpression ''
        [
          "''${config.home.homeDirectory}/.ssh/id_ed25519"
          "''${config.home.homeDirectory}/.ssh/id_rsa"
        ]
      '';
      description = "Private keys that may open the secrets.";
    };
    secretsDir = mkOption {
      type = types.str;
      default = inRuntimeFolder "agenix";
      defaultText = inRuntimeFolderText "agenix";
      description = "Link to the secrets in use.";
    };
    secretsMountPoint = mkOption {
      type = types.str;
      default = inRuntimeFolder "agenix.d";
      defaultText = inRuntimeFolderText "agenix.d";
      description = "Where secrets lie before a link leads to them.";
    };
  };

  config = lib.mkIf (cfg.secrets != { }) {
    assertions = [
      {
        assertion = cfg.identityPaths != [ ];
        message = "age.identityPaths must be set.";
      }
    ];

    systemd.user.services.agenix = lib.mkIf system.isLinux {
      Unit.Description = "Secrets of this user";
      Service = {
        Type = "oneshot";
        ExecStart = "${install}";
      };
      Install.WantedBy = [ "default.target" ];
    };

    launchd.agents.activate-agenix = {
      enable = true;
      config = {
        ProgramArguments = [ "${install}" ];
        KeepAlive = {
          Crashed = false;
          SuccessfulExit = false;
        };
        RunAtLoad = true;
        ProcessType = "Background";
        StandardOutPath = "${home}/Library/Logs/agenix/stdout";
        StandardErrorPath = "${home}/Library/Logs/agenix/stderr";
      };
    };
  };
}
