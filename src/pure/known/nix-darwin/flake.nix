# nix-darwin.
{
  outputs =
    { self, ... }:
    let
      nixward = import ../nixward.nix;
      # The result has said so since 13 June 2024.
      class = if import ../since.nix self 1718285720 then { class = "darwin"; } else { };
    in
    nixward.open "an output of nix-darwin that is not known" {
      lib = {
        evalConfig = import ./eval-config.nix;
        darwinSystem = arguments: import ../configuration.nix "darwin" arguments // class;
      };
      flakeModules.default = ./flake-module.nix;
    };
}
