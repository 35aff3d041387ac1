{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.05";
  outputs =
    { nixpkgs, ... }:
    {
      nixosConfigurations = builtins.mapAttrs (
        name: host:
        nixpkgs.lib.nixosSystem {
          system = "x86_64-linux";
          modules = [ ./base.nix ];
        }
      ) (import ./fleet.nix).hosts;
    };
}
