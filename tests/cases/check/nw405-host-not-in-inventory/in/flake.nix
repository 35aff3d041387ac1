{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.05";
  outputs =
    { nixpkgs, ... }:
    {
      nixosConfigurations = builtins.mapAttrs (
        name: modules:
        nixpkgs.lib.nixosSystem {
          system = "x86_64-linux";
          inherit modules;
        }
      ) {
        nas = [ ./base.nix ];
        web = [ ./base.nix ];
      };
      homeConfigurations.ada = { };
    };
}
