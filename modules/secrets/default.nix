# age-encrypted secrets, opened at activation with the host's own ssh key. Option paths and defaults
# are those of agenix, so that a configuration written for it works unchanged.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkOption types;
  cfg = config.age;

  secret =
    { name, config, ... }:
    {
      options = {
        name = mkOption {
          type = types.str;
          default = name;
          description = "File name below `age.secretsDir`.";
        };
        file = mkOption {
          type = types.path;
          description = "The encrypted file.";
        };
        path = mkOption {
          type = types.str;
          default = "${cfg.secretsDir}/${config.name}";
          defaultText = lib.literalExpression ''"''${config.age.secretsDir}/<name>"'';
          description = "Where the opened secret is found on the host.";
        };
        mode = mkOption {
          type = types.str;
          default = "0400";
          description = "Permissions, as chmod takes them.";
        };
        owner = mkOption {
          type = types.str;
          default = "0";
          description = "User who may read it.";
        };
        group = mkOption {
          type = types.str;
          default = "0";
          description = "Group of the file.";
        };
      };
    };

  open = secret: ''
    opened="$generation"/${lib.escapeShellArg secret.name}
    ${lib.getExe cfg.package} --decrypt ${identities} -o "$opened" ${secret.file} ||
      { echo "secret ${secret.name}: none of this host's keys opens it" >&2; exit 1; }
    chown ${lib.escapeShellArg "${secret.owner}:${secret.group}"} "$opened"
    chmod ${lib.escapeShellArg secret.mode} "$opened"
  '';
  identities = lib.concatMapStringsSep " " (path: "-i ${lib.escapeShellArg path}") cfg.identityPaths;
in
{
  options.age = {
    secrets = mkOption {
      type = types.attrsOf (types.submodule secret);
      default = { };
      description = "Secrets of this host.";
    };
    identityPaths = mkOption {
      type = types.listOf types.str;
      default = map (key: key.path) (
        lib.filter (key: key.type == "ed25519" || key.type == "rsa") config.services.openssh.hostKeys
      );
      defaultText = lib.literalMD "the ed25519 and rsa host keys of sshd";
      description = "Private keys that may open the secrets.";
    };
    secretsDir = mkOption {
      type = types.str;
      default = "/run/agenix";
      description = "Link to the generation of secrets in use.";
    };
    secretsMountPoint = mkOption {
      type = types.str;
      default = "/run/agenix.d";
      description = "Where generations live: memory that is never swapped out.";
    };
    package = mkOption {
      type = types.package;
      default = pkgs.age;
      defaultText = lib.literalExpression "pkgs.age";
      description = "The age implementation that opens secrets on the host.";
    };
  };

  config = lib.mkIf (cfg.secrets != { }) {
    # All secrets are opened before the first becomes visible: one that cannot be opened leaves the
    # generation in use as it was, and the activation fails.
    system.activationScripts.secrets = {
      deps = [
        "specialfs"
        "users"
        "groups"
      ];
      text = ''
        (
          set -e
          umask 0077
          mkdir -p ${cfg.secretsMountPoint}
          grep -q " ${cfg.secretsMountPoint} ramfs " /proc/mounts ||
            mount -t ramfs -o mode=0751 none ${cfg.secretsMountPoint}
          generation=$(mktemp -d ${cfg.secretsMountPoint}/XXXXXX)
          trap 'rm -rf "$generation"' EXIT
          ${lib.concatMapStrings open (lib.attrValues cfg.secrets)}
          chmod 0751 "$generation"
          previous=$(readlink ${cfg.secretsDir} || true)
          ln -sfT "$generation" ${cfg.secretsDir}
          trap - EXIT
          case $previous in ${cfg.secretsMountPoint}/*) rm -rf "$previous" ;; esac
        )
      '';
    };
  };
}
