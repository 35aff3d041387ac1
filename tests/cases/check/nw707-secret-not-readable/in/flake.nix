{
  outputs =
    { self, nixpkgs }:
    let
      host = name: nixpkgs.lib.nixosSystem { modules = [ ./hosts/${name}.nix ]; };
    in
    {
      nixosConfigurations.web = host "web";
      nixosConfigurations.db = host "db";
    };
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.11";
}
