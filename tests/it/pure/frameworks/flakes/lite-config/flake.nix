{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  inputs.nix-darwin.url = "github:nix-darwin/nix-darwin";
  inputs.flake-parts.url = "github:hercules-ci/flake-parts";
  inputs.lite-config.url = "github:yelite/lite-config";
  inputs.colmena-flake.url = "github:juspay/colmena-flake";

  outputs =
    inputs:
    inputs.flake-parts.lib.mkFlake { inherit inputs; } {
      imports = [
        inputs.lite-config.flakeModule
        inputs.colmena-flake.flakeModules.default
      ];
      lite-config =
        { lib, ... }:
        {
          hostModuleDir = ./hosts;
          systemModules = [ { } ];
          nixpkgs.config.allowUnfree = true;
          hosts = {
            web.system = "x86_64-linux";
            nas = {
              system = "aarch64-linux";
              hostModule = { };
            };
          }
          // lib.genAttrs [ "mac" "mini" ] (_: {
            system = "aarch64-darwin";
          });
        };
      colmena-flake.deployment.web.targetHost = "web.example.org";
    };
}
