{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.05";
  outputs =
    { nixpkgs, ... }:
    {
      nixosConfigurations = builtins.mapAttrs (
        _: modules: nixpkgs.lib.nixosSystem { inherit modules; }
      ) {
        web = [ ./web.nix ];
        mail = [ ./mail.nix ];
        nas = [ ./nas.nix ];
      };
    };
}
