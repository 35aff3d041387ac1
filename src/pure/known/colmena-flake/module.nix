# The options, and the hive.
{
  config,
  lib,
  self,
  ...
}:
let
  nixward = import ../nixward.nix;
  inherit (lib) mkOption types;
  cfg = config.colmena-flake;
  node =
    name: deployment:
    { ... }:
    {
      imports = self.nixosConfigurations.${name}._module.args.modules;
      inherit deployment;
    };
in
{
  options.colmena-flake = mkOption {
    default = { };
    type = types.submodule {
      _nixward.declares = nixward.because "an option of colmena-flake";
      options.deployment = mkOption {
        type = types.attrsOf (types.attrsOf types.raw);
      };
    };
  };
  config.flake = {
    colmena-flake = nixward.because "what colmena-flake says of connections";
    colmena = {
      meta = nixward.because "what colmena-flake says of the hive";
    }
    // lib.mapAttrs node (builtins.intersectAttrs self.nixosConfigurations cfg.deployment);
  };
}
