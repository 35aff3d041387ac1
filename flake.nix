{
  description = "nixward: one tool for a fleet of NixOS machines that lives in one flake";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-26.05";

  outputs =
    { self, nixpkgs }:
    let
      inherit (nixpkgs) lib;

      systems = [
        "x86_64-linux"
        "aarch64-linux"
      ];
      forAllSystems = f: lib.genAttrs systems (system: f nixpkgs.legacyPackages.${system});

      fleet = import ./hosts/fleet.nix;

      # A host is its folder, what all hosts share, and what follows from the inventory: the modules of its
      # feature flags, monitoring and logging. `nixward render` writes those.
      mkHost =
        name: host:
        lib.nixosSystem {
          inherit (host) system;
          specialArgs = {
            inherit fleet;
            host = host // {
              inherit name;
            };
          };
          modules = [
            self.nixosModules.default
            ./hosts/base.nix
            (./hosts + "/${name}")
            (./modules/_rendered/hosts + "/${name}.nix")
          ];
        };
    in
    {
      packages = forAllSystems (pkgs: rec {
        nixward = pkgs.callPackage ./package.nix { };
        default = nixward;
      });

      apps = forAllSystems (pkgs: rec {
        nixward = {
          type = "app";
          program = lib.getExe self.packages.${pkgs.stdenv.hostPlatform.system}.nixward;
          meta.description = "Check, secure, render and deploy a fleet of NixOS machines";
        };
        default = nixward;
      });

      overlays.default = final: _prev: { nixward = final.callPackage ./package.nix { }; };

      # `nix flake init --template` writes what `nixward init` writes.
      templates.default = {
        path = ./templates/fleet;
        description = "A fleet of NixOS machines with one inventory";
      };

      nixosModules = import ./modules;
      # Secrets of users and of Macs.
      homeManagerModules = rec {
        secrets = ./modules/secrets/home.nix;
        default = secrets;
      };
      darwinModules = rec {
        secrets = ./modules/secrets/darwin.nix;
        default = secrets;
      };
      nixosConfigurations = lib.mapAttrs mkHost fleet.hosts;

      # `checks.<system>.nixward = nixward.lib.check { inherit pkgs; src = self; };` in any flake
      # makes `nix flake check` run the static tier over it.
      lib.check =
        { pkgs, src }:
        pkgs.runCommand "nixward-check" { } ''
          ${lib.getExe self.packages.${pkgs.stdenv.hostPlatform.system}.nixward} -C ${src} check --tier static --no-cache
          touch $out
        '';

      # For git-hooks.nix: `hooks.nixward = nixward.lib.gitHook { inherit pkgs; };`.
      lib.gitHook =
        { pkgs }:
        let
          package = self.packages.${pkgs.stdenv.hostPlatform.system}.nixward;
        in
        {
          inherit package;
          enable = true;
          name = "nixward";
          description = "Checks what is staged of a flake of NixOS hosts, without Nix";
          entry = "${lib.getExe package} hooks run";
          # A key that was added by mistake may lie in any file.
          always_run = true;
          pass_filenames = false;
        };

      checks = forAllSystems (pkgs: {
        package = self.packages.${pkgs.stdenv.hostPlatform.system}.nixward;
        nixward = self.lib.check {
          inherit pkgs;
          src = self;
        };
      });

      devShells = forAllSystems (pkgs: {
        default = pkgs.mkShell {
          packages = [
            pkgs.cargo
            pkgs.clippy
            pkgs.rust-analyzer
            pkgs.rustc
            pkgs.rustfmt
            pkgs.nixfmt
          ];
        };
      });
    };
}
