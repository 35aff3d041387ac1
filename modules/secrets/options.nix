# What can be said of the secrets of a host: the options of agenix under their own names, and more.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib)
    mkEnableOption
    mkOption
    types
    ;
  # Its name until NixOS 21.11.
  literalExpression = lib.literalExpression or lib.literalExample;
  cfg = config.age;
  users = config.users.users;
  sshd = config.services.openssh;

  units =
    what:
    mkOption {
      type = types.listOf types.str;
      default = [ ];
      example = [ "grafana.service" ];
      description = "Units that are ${what} when the content has changed, and only then.";
    };

  # What a secret and a template have in common; `folder` is where it lies by default.
  common =
    folder:
    { name, config, ... }:
    {
      options = {
        name = mkOption {
          type = types.str;
          default = "${folder}${name}";
          defaultText = literalExpression ''"${folder}<name>"'';
          description = "Name of the file below `age.secretsDir`.";
        };
        path = mkOption {
          type = types.str;
          default = "${cfg.secretsDir}/${config.name}";
          defaultText = literalExpression ''"''${config.age.secretsDir}/''${config.name}"'';
          description = "Where it is found on the host.";
        };
        mode = mkOption {
          type = types.str;
          default = "0400";
          description = "Permissions, as chmod takes them.";
        };
        owner = mkOption {
          type = types.str;
          default = "0";
          description = "User whose it is, by name or number.";
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
        restartUnits = units "restarted";
        reloadUnits = units "reloaded";
        loadCredential = mkOption {
          type = types.listOf types.str;
          default = [ ];
          example = [ "grafana" ];
          description = ''
            Services that get it as a credential of systemd, under its name with `-` for `/`, whoever they
            run as: they read `$CREDENTIALS_DIRECTORY/<name>`.
          '';
        };
      };
    };
in
{
  options.age = {
    secrets = mkOption {
      type = types.attrsOf (
        types.submodule [
          (common "")
          {
            options.file = mkOption {
              type = types.path;
              description = "The encrypted file.";
            };
          }
        ]
      );
      default = { };
      description = "Secrets of this host.";
    };
    templates = mkOption {
      type = types.attrsOf (
        types.submodule [
          (common "rendered/")
          {
            options.content = mkOption {
              type = types.lines;
              example = literalExpression ''"password=''${config.age.placeholder.db}"'';
              description = ''
                The text, with `config.age.placeholder.<name>` where the value of a secret is to be, without
                the newline that ends it.
              '';
            };
          }
        ]
      );
      default = { };
      description = "Files with secrets in them, such as configurations that cannot name another file.";
    };
    placeholder = mkOption {
      type = types.attrsOf types.str;
      default = { };
      description = "What stands for the value of a secret in a template; not to be set.";
    };
    package = mkOption {
      type = types.package;
      default = pkgs.nixward or (pkgs.callPackage ../../package.nix { });
      defaultText = literalExpression "pkgs.nixward";
      description = "The nixward that opens the secrets on the host.";
    };
    ageBin = mkOption {
      type = types.str;
      default = "${pkgs.age}/bin/age";
      defaultText = literalExpression ''"''${pkgs.age}/bin/age"'';
      description = ''
        What opens files of age instead of nixward itself: a command of the shell that takes age's options,
        such as one with plugins on its PATH. The default is not run: nixward opens such files.
      '';
    };
    identityPaths = mkOption {
      type = types.listOf types.path;
      default = lib.optionals (sshd.enable or false) (
        map (key: key.path) (lib.filter (key: key.type == "rsa" || key.type == "ed25519") sshd.hostKeys)
      );
      defaultText = literalExpression "the ed25519 and rsa host keys of sshd";
      description = "Private keys that may open the secrets.";
    };
    secretsDir = mkOption {
      type = types.path;
      default = "/run/agenix";
      description = "Link to the generation of secrets in use.";
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
      description = "Where generations lie: a file system in memory that is never swapped out.";
    };
    keepGenerations = mkOption {
      type = types.ints.unsigned;
      default = 1;
      description = "How many earlier generations of secrets stay beside the one in use, for a look back.";
    };
    audit.enable = mkEnableOption "a record in the audit log of every program that reads a secret";
  };
}
