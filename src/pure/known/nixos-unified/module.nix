# Functions that build hosts, below `self.nixos-unified.lib`.
{
  config,
  inputs,
  lib,
  self,
  ...
}:
let
  nixward = import ../nixward.nix;
  specialArgs = {
    flake = {
      inherit config inputs self;
    };
  };
  # Until October 2024 a module was the only argument, which a set of flags cannot be told from.
  library = nixward.open "a function of nixos-unified that is not known" {
    specialArgsFor = {
      common = specialArgs;
      nixos = specialArgs;
      darwin = nixward.open "a special argument of nixos-unified" specialArgs;
    };
    mkLinuxSystem =
      flags: module:
      inputs.nixpkgs.lib.nixosSystem {
        inherit specialArgs;
        modules = [ module ];
      };
    mkMacosSystem =
      flags: module:
      inputs.nix-darwin.lib.darwinSystem {
        inherit specialArgs;
        modules = [ module ];
      };
    mkHomeConfiguration =
      pkgs: module:
      inputs.home-manager.lib.homeManagerConfiguration {
        inherit pkgs;
        extraSpecialArgs = specialArgs;
        modules = [ module ];
      };
  };
in
{
  _nixward.declares = nixward.because "an option of nixos-unified";
  config.flake.nixos-unified.lib = library;
}
