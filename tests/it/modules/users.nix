# A configuration of home-manager or nix-darwin with secrets, as far as the module named here has to do with
# it: what its options and services come to. The managers themselves are not needed for that.
{
  lib,
  module,
  darwin,
  more ? { },
}:
let
  package =
    name:
    derivation {
      inherit name;
      system = "x86_64-linux";
      builder = "/bin/sh";
    }
    // {
      meta.mainProgram = name;
    };
  # Nothing is built here: what is written may name what is not there.
  write = name: text: builtins.toFile name (builtins.unsafeDiscardStringContext text);
  pkgs = {
    age = package "age";
    coreutils = package "coreutils";
    getconf = package "getconf";
    gnugrep = package "gnugrep";
    nixward = package "nixward";
    writeText = write;
    writeShellScript = write;
    writeShellApplication =
      { name, text, ... }:
      package name // { inherit text; };
    stdenv.hostPlatform = {
      isLinux = !darwin;
      isDarwin = darwin;
    };
  };
  anything = lib.mkOption {
    type = lib.types.attrsOf lib.types.anything;
    default = { };
  };
  inherit
    (lib.evalModules {
      modules = [
        module
        more
        {
          options = {
            assertions = lib.mkOption { type = lib.types.listOf lib.types.anything; };
            warnings = lib.mkOption {
              type = lib.types.listOf lib.types.str;
              default = [ ];
            };
            # By this agenix tells a Mac.
            environment.darwinConfig = anything;
            home.homeDirectory = lib.mkOption { type = lib.types.str; };
            launchd.agents = anything;
            launchd.daemons = anything;
            systemd.user.services = anything;
            users.users = anything;
          };
          config = {
            _module.args = { inherit pkgs; };
            home.homeDirectory = "/home/ann";
            users.users.ann = {
              uid = 501;
              group = "staff";
            };
          };
        }
      ];
    })
    config
    ;
in
{
  inherit (config.age) identityPaths secretsDir secretsMountPoint;
  secrets = builtins.mapAttrs (_: secret: secret // { file = toString secret.file; }) config.age.secrets;
  failed = map (it: it.message) (builtins.filter (it: !it.assertion) config.assertions);
  service = config.systemd.user.services;
  inherit (config.launchd) agents daemons;
}
