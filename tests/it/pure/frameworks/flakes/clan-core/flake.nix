{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  inputs.clan-core.url = "github:clan-lol/clan-core";

  outputs =
    { self, clan-core, ... }:
    let
      clan = clan-core.lib.clan {
        inherit self;
        imports = [ ./clan.nix ];
        meta.name = "fleet";
        specialArgs = { };
        machines.web = {
          nixpkgs.hostPlatform = "x86_64-linux";
        };
      };
    in
    {
      inherit (clan.config) darwinConfigurations nixosConfigurations;
    };
}
