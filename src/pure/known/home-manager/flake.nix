# home-manager.
{
  outputs =
    _:
    let
      nixward = import ../nixward.nix;
    in
    nixward.open "an output of home-manager that is not known" {
      lib = nixward.open "a part of home-manager's `lib` that is not known" {
        homeManagerConfiguration = import ../configuration.nix "home";
      };
      flakeModules = {
        default = ./flake-module.nix;
        home-manager = ./flake-module.nix;
      };
    };
}
