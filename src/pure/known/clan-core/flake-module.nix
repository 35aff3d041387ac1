# clan-core for flake-parts: the clan as an option, its hosts as outputs.
core: module:
{
  config,
  inputs,
  lib,
  self,
  ...
}:
let
  nixward = import ../nixward.nix;
  inherit (lib) mkOption types;
in
{
  _nixward.declares = nixward.because "an option of clan-core";
  imports = [ (lib.mkRenamedOptionModule [ "clan" ] [ "flake" "clan" ]) ];
  options.flake = {
    clan = mkOption {
      default = { };
      type = types.submoduleWith {
        class = "clan";
        specialArgs = {
          inherit self;
          nixpkgs = inputs.nixpkgs or core.inputs.nixpkgs;
          nix-darwin = inputs.nix-darwin or core.inputs.nix-darwin;
        };
        modules = [ module ];
      };
    };
    clanInternals = mkOption { default = nixward.because "what clan-core says to its own program"; };
    darwinConfigurations = mkOption { type = types.lazyAttrsOf types.raw; };
    darwinModules = mkOption { type = types.lazyAttrsOf types.deferredModule; };
  };
  config.flake = {
    inherit (config.flake.clan) darwinConfigurations nixosConfigurations;
    darwinModules = nixward.because "the modules of the clan's machines";
    nixosModules = nixward.because "the modules of the clan's machines";
  };
}
