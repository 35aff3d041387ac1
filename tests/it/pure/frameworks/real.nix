# The names of a flake's hosts by real Nix and the real libraries, whose sources lie in the folder
# NIXWARD_TEST_LIBRARIES as `owner__repo`. Of nixpkgs there is only its library, below
# NIXWARD_TEST_NIXPKGS, with what stands for the rest.
{ flake }:
let
  libraries = builtins.getEnv "NIXWARD_TEST_LIBRARIES";
  lib = import (builtins.getEnv "NIXWARD_TEST_NIXPKGS" + "/lib");
  packages = import ./nixpkgs;
  configuration =
    arguments:
    builtins.seq (builtins.attrNames arguments) {
      config = throw "no configuration is evaluated";
      pkgs = packages { };
    };
  systems = [
    "x86_64-linux"
    "aarch64-linux"
    "x86_64-darwin"
    "aarch64-darwin"
  ];
  known = {
    "nixos__nixpkgs" = {
      outPath = toString ./nixpkgs;
      lib = lib.extend (_: _: { nixosSystem = configuration; });
      legacyPackages = lib.genAttrs systems (system: packages { inherit system; });
    };
    "nix-community__nixpkgs.lib" = { inherit lib; };
    "nix-community__home-manager".lib.homeManagerConfiguration = configuration;
    "nix-darwin__nix-darwin".lib.darwinSystem = configuration;
  };
  # A name of nixpkgs alone comes through the registry.
  place =
    url:
    let
      parts = builtins.match "github:([^/]+)/([^/?]+).*" url;
    in
    if parts == null then "nixos__nixpkgs" else lib.concatStringsSep "__" parts;
  input =
    declared: name:
    let
      where = place (declared.${name}.url or "nixpkgs");
      asked = lib.toLower where;
    in
    if declared.${name}.flake or true == false then
      { outPath = "${libraries}/${where}"; }
    else
      known.${asked} or (load "${libraries}/${where}");
  load =
    folder:
    let
      file = import "${folder}/flake.nix";
      declared = file.inputs or { };
      asked = lib.functionArgs file.outputs;
      names = lib.attrNames (removeAttrs (declared // asked) [ "self" ]);
      inputs = lib.genAttrs names (input declared);
      made = file.outputs (inputs // { self = whole; });
      whole = made // {
        inherit inputs;
        outputs = made;
        outPath = toString folder;
        sourceInfo.outPath = toString folder;
        lastModified = 4102444800;
        _type = "flake";
      };
    in
    whole;
  outputs = load flake;
in
lib.mapAttrs (_: lib.attrNames) (
  builtins.intersectAttrs {
    nixosConfigurations = null;
    darwinConfigurations = null;
    homeConfigurations = null;
  } outputs
)
