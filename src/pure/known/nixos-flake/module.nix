# Functions that build hosts, below `self.nixos-flake.lib`.
{
  config,
  inputs,
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
  homeManager = {
    home-manager = nixward.because "the module of home-manager";
  };
in
{
  _nixward.declares = nixward.because "an option of nixos-flake";
  config.flake = nixward.perhaps {
    nixosModules = homeManager;
    darwinModules = homeManager;
    darwinModules_ = homeManager;
  }
  // {
    nixos-flake.lib = nixward.open "a function of nixos-flake that is not known" {
      mkLinuxSystem =
        module:
        inputs.nixpkgs.lib.nixosSystem {
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
  };
}
