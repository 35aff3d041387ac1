{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.11";
  inputs.fleet.url = "github:example/fleet-of-hosts";
  outputs =
    { nixpkgs, fleet, ... }:
    {
      nixosConfigurations = fleet.hosts // {
        lab = nixpkgs.lib.nixosSystem { modules = [ ./lab.nix ]; };
      };
      homeConfigurations = fleet.homes;
    };
}
