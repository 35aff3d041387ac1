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
        a = [ ./a.nix ];
        b = [ ./b.nix ];
        c = [ ./shared.nix ./c.nix ];
        d = [ ./shared.nix ];
        e = [ ./shared.nix ];
        f = [ ./f.nix ];
      };
    };
}
