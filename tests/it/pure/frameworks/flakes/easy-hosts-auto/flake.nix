{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  inputs.nix-darwin.url = "github:nix-darwin/nix-darwin";
  inputs.flake-parts.url = "github:hercules-ci/flake-parts";
  inputs.easy-hosts.url = "github:tgirlcloud/easy-hosts";

  outputs =
    inputs:
    inputs.flake-parts.lib.mkFlake { inherit inputs; } {
      imports = [ inputs.easy-hosts.flakeModule ];
      systems = [ "x86_64-linux" ];
      easy-hosts = {
        autoConstruct = true;
        path = ./hosts;
        additionalClasses.wsl = "nixos";
        additionalClasses.macos = "darwin";
        hosts.web.tags = [ "small" ];
        hosts.extra.path = ./extra.nix;
      };
    };
}
