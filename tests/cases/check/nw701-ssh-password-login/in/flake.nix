{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.05";
  outputs =
    { nixpkgs, ... }:
    {
      nixosConfigurations = builtins.mapAttrs (
        _: modules: nixpkgs.lib.nixosSystem { inherit modules; }
      ) {
        web = [ ./web.nix ./ssh.nix ];
        mail = [ ./ssh.nix ];
        old = [ ./old.nix ];
        vpn = [ ./vpn.nix ];
        keys = [ ./keys.nix ];
        several = [ ./keys.nix ];
        inner = [ ./keys.nix ];
        nobody = [ ./keys.nix ];
        jail = [ ./keys.nix ];
        wall = [ ./keys.nix ];
      };
    };
}
