{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  inputs.snowfall-lib.url = "github:snowfallorg/lib";
  inputs.darwin.url = "github:nix-darwin/nix-darwin";
  inputs.home-manager.url = "github:nix-community/home-manager";

  outputs =
    inputs:
    let
      lib = inputs.snowfall-lib.mkLib {
        inherit inputs;
        src = ./.;
        snowfall.root = ./nix;
        snowfall.namespace = "fleet";
      };
    in
    lib.mkFlake {
      channels-config.allowUnfree = true;
      systems.modules.nixos = [ { } ];
      systems.hosts.web.channelName = "nixpkgs";
      systems.hosts.moved.output = "darwinConfigurations";
      systems.hosts.alone.system = "x86_64-linux";
      homes.users."ada@web".modules = [ { } ];
      outputs-builder = channels: { formatter = channels.nixpkgs.nix; };
      nixosConfigurations = inputs.nixpkgs.lib.genAttrs (lib.extraNames ++ lib.twice [ "e" ]) (_: { });
    };
}
