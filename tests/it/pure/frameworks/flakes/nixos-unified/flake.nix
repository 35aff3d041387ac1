{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  inputs.nix-darwin.url = "github:nix-darwin/nix-darwin";
  inputs.home-manager.url = "github:nix-community/home-manager";
  inputs.flake-parts.url = "github:hercules-ci/flake-parts";
  inputs.nixos-unified.url = "github:srid/nixos-unified";

  outputs =
    inputs:
    inputs.nixos-unified.lib.mkFlake {
      inherit inputs;
      root = ./.;
    };
}
