{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  inputs.flake-parts.url = "github:hercules-ci/flake-parts";
  inputs.clan-core.url = "github:clan-lol/clan-core";

  outputs =
    { flake-parts, clan-core, ... }@inputs:
    flake-parts.lib.mkFlake { inherit inputs; } (
      { lib, ... }:
      {
        imports = [ clan-core.flakeModules.default ];
        systems = [ "x86_64-linux" ];
        clan = {
          imports = [ ./clan.nix ];
          meta.name = "fleet";
          machines = lib.genAttrs [ "one" "two" ] (_: { });
        };
        flake.nixosConfigurations.beside = inputs.nixpkgs.lib.nixosSystem { modules = [ ]; };
      }
    );
}
