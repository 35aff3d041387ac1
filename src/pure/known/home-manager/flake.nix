# home-manager.
{
  outputs =
    _:
    let
      nixward = import ../nixward.nix;
    in
    nixward.open "an output of home-manager that is not known" {
      lib = {
        hm = nixward.because "home-manager's own library";
        homeManagerConfiguration = import ../configuration.nix "home";
      };
      flakeModules = {
        default = ./flake-module.nix;
        home-manager = ./flake-module.nix;
      };
    };
}
