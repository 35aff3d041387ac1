{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  inputs.flake-parts.url = "github:hercules-ci/flake-parts";
  inputs.home-manager.url = "github:nix-community/home-manager";

  outputs =
    inputs@{ flake-parts, nixpkgs, ... }:
    flake-parts.lib.mkFlake { inherit inputs; } (
      {
        config,
        lib,
        withSystem,
        flake-parts-lib,
        self,
        ...
      }:
      {
        imports = [
          flake-parts.flakeModules.modules
          flake-parts.flakeModules.partitions
          ./modules
          (flake-parts-lib.importApply ./modules/applied.nix { host = "applied"; })
          { options.fleet = lib.mkOption { type = lib.types.attrsOf (lib.types.submodule ./modules/machine.nix); }; }
        ];
        systems = [
          "x86_64-linux"
          "aarch64-linux"
        ];
        fleet.one.system = "x86_64-linux";
        fleet.two = { };
        fleet.off.enable = false;
        perSystem =
          { pkgs, system, ... }:
          {
            legacyPackages.names = [ "listed-${system}" ];
          };
        flake = {
          modules.nixos.base = { };
          nixosConfigurations = lib.mkMerge [
            (lib.mapAttrs (
              name: machine:
              nixpkgs.lib.nixosSystem {
                inherit (machine) system;
                modules = [ self.modules.nixos.base ];
              }
            ) (lib.filterAttrs (_: machine: machine.enable) config.fleet))
            (lib.mkIf (config.fleet ? two) { merged = { }; })
            (lib.mkIf (config.fleet ? three) { never = { }; })
            (withSystem "x86_64-linux" (
              { config, ... }: lib.genAttrs config.legacyPackages.names (_: { })
            ))
          ];
          homeConfigurations."me@one" = { };
        };
      }
    );
}
