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
        web = [ ./web.nix ];
        mail = [ ./mail.nix ];
        mail-rescue = [ ./mail.nix ];
        nas = [ ./nas.nix ];
        lab = [ ./lab.nix ./base.nix ];
        iso = [ ./base.nix ];
        dhcp = [ { networking.hostName = ""; } ];
      };
    };
}
