{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  inputs.utils.url = "github:gytis-ivaskevicius/flake-utils-plus";
  inputs.nix-darwin.url = "github:nix-darwin/nix-darwin";

  outputs =
    {
      self,
      nixpkgs,
      utils,
      nix-darwin,
    }@inputs:
    utils.lib.mkFlake {
      inherit self inputs;
      supportedSystems = [ "x86_64-linux" ];
      channels.nixpkgs.input = nixpkgs;
      channelsConfig.allowUnfree = true;
      sharedOverlays = [ (final: prev: { }) ];

      hostDefaults.system = "aarch64-linux";
      hostDefaults.modules = builtins.attrValues (utils.lib.exportModules [ ./base.nix ]);
      hosts = {
        web.modules = [ ];
        "com.example.build" = { };
        mac = {
          system = "aarch64-darwin";
          output = "darwinConfigurations";
          builder = nix-darwin.lib.darwinSystem;
        };
        stick.output = "isoConfigurations";
      };

      nixosConfigurations.other = nixpkgs.lib.nixosSystem { modules = [ ]; };
      homeConfigurations.ada = { };
      outputsBuilder = channels: {
        packages.none = channels.nixpkgs.nix;
        homeConfigurations.bob = { };
      };
    };
}
