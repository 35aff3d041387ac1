# age-encrypted secrets of a Mac, opened with the host's ssh keys: a module of nix-darwin. Option paths
# and defaults are those of agenix, so that a configuration written for it works unchanged.
#
# All secrets are opened before the first becomes visible: one that cannot be opened leaves those in use
# as they were, and the daemon ends with an error that names it, and is started again.
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
  users = config.users.users;

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
        owner = mkOption {
          type = types.str;
          default = "0";
          description = "User whose it is, by number, or by the name of one whose `uid` is set.";
        };
        group = mkOption {
          type = types.str;
          default = users.${config.owner}.group or "0";
          defaultText = literalExpression ''config.users.users.''${config.owner}.group or "0"'';
          description = "Group whose it is, by name or number.";
        };
        symlink = mkEnableOption "a link from `path` into `age.secretsDir`, rather than a copy" // {
          default = true;
        };
      };
    };

  # Users of macOS are in no file of accounts.
  numberOf = name: if (users.${name}.uid or null) == null then name else toString users.${name}.uid;

  manifest = pkgs.writeText "secrets.json" (
    builtins.toJSON {
      version = 1;
      link = toString cfg.secretsDir;
      mountPoint = cfg.secretsMountPoint;
      # The script sees to that.
      inMemory = false;
      group = "admin";
      keep = 0;
      # A path of Nix is not copied to the store here: it would be a private key.
      identities = map toString cfg.identityPaths;
      program = if cfg.ageBin == "${pkgs.age}/bin/age" then null else cfg.ageBin;
      items = map (secret: {
        inherit (secret)
          mode
          name
          path
          symlink
          ;
        file = "${secret.file}";
        owner = numberOf secret.owner;
        group = toString secret.group;
      }) (lib.attrValues cfg.secrets);
    }
  );
in
{
  imports = [
    (lib.mkRenamedOptionModule [ "age" "sshKeyPaths" ] [ "age" "identityPaths" ])
  ];

  options.age = {
    ageBin = mkOption {
      type = types.str;
      default = "${pkgs.age}/bin/age";
      defaultText = literalExpression ''"''${pkgs.age}/bin/age"'';
      description = ''
        What opens files of age instead of nixward itself: a command of the shell that takes age's options,
        such as one with plugins on its PATH. The default is not run: nixward opens such files.
      '';
    };
    package = mkOption {
      type = types.package;
      default = pkgs.nixward or (pkgs.callPackage ../../package.nix { });
      defaultText = literalExpression "pkgs.nixward";
      description = "The nixward that opens the secrets.";
    };
    secrets = mkOption {
      type = types.attrsOf (types.submodule secret);
      default = { };
      description = "Secrets of this host.";
    };
    secretsDir = mkOption {
      type = types.path;
      default = "/run/agenix";
      description = "Link to the secrets in use.";
    };
    secretsMountPoint = mkOption {
      type =
        types.addCheck types.str (
          path: builtins.match "[ \t\n]*" path == null && builtins.match ".+/" path == null
        )
        // {
          description = "string that is not empty and does not end in a slash";
        };
      default = "/run/agenix.d";
      description = "Where secrets lie before a link leads to them: a disk in memory.";
    };
    identityPaths = mkOption {
      type = types.listOf types.path;
      default = [
        "/etc/ssh/ssh_host_ed25519_key"
        "/etc/ssh/ssh_host_rsa_key"
      ];
      description = "Private keys that may open the secrets.";
    };
  };

  config = lib.mkIf (cfg.secrets != { }) {
    assertions = [
      {
        assertion = cfg.identityPaths != [ ];
        message = "age.identityPaths must be set, for example by enabling openssh.";
      }
    ];

    launchd.daemons.activate-agenix = {
      script = ''
        set -eu
        mkdir -p ${lib.escapeShellArg cfg.secretsMountPoint}
        if ! /usr/sbin/diskutil info ${lib.escapeShellArg cfg.secretsMountPoint} >/dev/null 2>&1; then
          # In sectors of 512 bytes.
          disk=$(/usr/bin/hdiutil attach -nomount ram://1048576 | /usr/bin/tr -d ' \t')
          /sbin/newfs_hfs -v agenix "$disk"
          /sbin/mount -t hfs -o nobrowse,nodev,nosuid,-m=0751 "$disk" ${lib.escapeShellArg cfg.secretsMountPoint}
        fi
        exec ${cfg.package}/bin/nixward secrets install --manifest ${manifest}
      '';
      serviceConfig = {
        RunAtLoad = true;
        KeepAlive.SuccessfulExit = false;
      };
    };
  };
}
