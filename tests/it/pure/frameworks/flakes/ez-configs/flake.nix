{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  inputs.darwin.url = "github:nix-darwin/nix-darwin";
  inputs.home-manager.url = "github:nix-community/home-manager";
  inputs.flake-parts.url = "github:hercules-ci/flake-parts";
  inputs.ez-configs.url = "github:ehllie/ez-configs";

  outputs =
    inputs:
    inputs.flake-parts.lib.mkFlake { inherit inputs; } {
      imports = [ inputs.ez-configs.flakeModule ];
      systems = [ "x86_64-linux" ];
      ezConfigs = {
        root = ./.;
        globalArgs = { inherit inputs; };
        nixos.hosts.web.userHomeModules = [ "ada" ];
        darwin.configurationsDirectory = ./macs;
        home.users.bob.nameFunction = host: "bob-at-${host}";
        home.users.eve.standalone = {
          enable = true;
          pkgs = import inputs.nixpkgs { system = "x86_64-linux"; };
        };
      };
    };
}
