# flake-utils: outputs per system.
{
  outputs =
    inputs:
    let
      nixward = import ../nixward.nix;
      lib = import ../nixpkgs/lib;
      since = import ../since.nix inputs.self;

      # Newer revisions take the list from their input, older ones have lists of their own.
      defaultSystems =
        if inputs ? systems then
          import inputs.systems
        else
          [ "aarch64-linux" ]
          # Since 20 August 2021.
          ++ lib.optional (since 1629481132) "aarch64-darwin"
          # Until 2 November 2022.
          ++ lib.optional (!since 1667395993) "i686-linux"
          ++ [
            "x86_64-darwin"
            "x86_64-linux"
          ];

      # `{ packages = ...; }` for each system becomes `packages.<system> = ...`.
      eachSystem =
        systems: f:
        lib.zipAttrsWith (_: lib.mergeAttrsList) (
          map (system: lib.mapAttrs (_: value: { ${system} = value; }) (f system)) systems
        );
      eachSystemMap = lib.genAttrs;
    in
    nixward.open "an output of flake-utils that is not known" {
      lib = nixward.open "a part of flake-utils' `lib` that is not known" {
        inherit defaultSystems eachSystem eachSystemMap;
        eachDefaultSystem = eachSystem defaultSystems;
        eachDefaultSystemMap = eachSystemMap defaultSystems;
        allSystems = lib.systems.doubles.all;
        system = nixward.open "a system of nixpkgs" (
          lib.genAttrs lib.systems.flakeExposed (system: system)
        );
        meld =
          inputs:
          lib.foldl' (outputs: part: lib.recursiveUpdate outputs (import part inputs)) { };
        mkApp =
          {
            drv,
            name ? drv.pname or drv.name,
            exePath ? drv.passthru.exePath or "/bin/${name}",
          }:
          {
            type = "app";
            program = "${drv}${exePath}";
          };
      };
    };
}
