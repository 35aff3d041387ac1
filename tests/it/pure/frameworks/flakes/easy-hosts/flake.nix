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
        shared.modules = [ { } ];
        perClass = class: { modules = [ { system.nixos.label = class; } ]; };
        hosts = {
          web = { };
          nas.arch = "aarch64";
          mac = {
            arch = "aarch64";
            class = "darwin";
          };
          stick = {
            class = "iso";
            tags = [ "small" ];
          };
        };
      };
    };
}
