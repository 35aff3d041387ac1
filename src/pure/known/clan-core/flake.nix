# clan-core: hosts ("machines") from an inventory and a folder.
{
  outputs =
    { self, ... }:
    let
      nixward = import ../nixward.nix;
      lib = import ../nixpkgs/lib;
      module = {
        key = "clan-core/module";
        imports = [ ./module.nix ];
        _module.args.clan-core = self;
      };
      clan =
        # Folders are machines since 15 September 2024.
        if import ../since.nix self 1726418493 then
          arguments:
          let
            flake = arguments.self or arguments.directory;
          in
          lib.evalModules {
            class = "clan";
            specialArgs = {
              self = flake;
              nixpkgs = flake.inputs.nixpkgs or self.inputs.nixpkgs;
              nix-darwin = flake.inputs.nix-darwin or self.inputs.nix-darwin;
            };
            modules = [
              module
              arguments
            ];
          }
        else
          nixward.because "clan-core before September 2024";
      library = nixward.open "a part of clan-core's `lib` that is not known" {
        inherit clan;
        buildClan = arguments: (clan arguments).config;
      };
    in
    nixward.open "an output of clan-core that is not known" {
      lib = library;
      clanLib = library;
      modules.clan.default = module;
      flakeModules = nixward.open "a module of clan-core that is not known" {
        default = {
          key = "clan-core/flake-module";
          imports = [ (import ./flake-module.nix self module) ];
        };
      };
    };
}
