{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-26.05";
  outputs =
    { nixpkgs, ... }:
    let
      fleet = import ./fleet.nix;
    in
    {
      nixosConfigurations = builtins.mapAttrs (
        name: host:
        nixpkgs.lib.nixosSystem {
          inherit (host) system;
          modules = [ (./hosts + "/${name}") ];
        }
      ) fleet.hosts;
    };
}
