{
  description = "A fleet of NixOS machines";

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-26.05";
    nixward = {
      url = "github:nixward/nixward";
      inputs.nixpkgs.follows = "nixpkgs";
    };
  };

  outputs =
    {
      self,
      nixpkgs,
      nixward,
      ...
    }:
    let
      inherit (nixpkgs) lib;

      fleet = import ./fleet.nix;

      # A host is its folder, what all hosts share, and the modules of its feature flags.
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
            ./hosts/base.nix
            (./hosts + "/${name}")
          ]
          ++ map (feature: ./. + "/${fleet.features.${feature}.module}") (host.features or [ ]);
        };
    in
    {
      nixosConfigurations = lib.mapAttrs mkHost fleet.hosts;

      # `nix flake check` says what nixward finds, too.
      checks = lib.genAttrs [ "x86_64-linux" "aarch64-linux" ] (system: {
        nixward = nixward.lib.check {
          pkgs = nixpkgs.legacyPackages.${system};
          src = self;
        };
      });
    };
}
