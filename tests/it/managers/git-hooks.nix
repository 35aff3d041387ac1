# What git-hooks.nix makes of the hook that the flake of this repository offers, by the option modules of
# git-hooks.nix itself. Packages are stand-ins: nothing is built.
{
  gitHooks,
  nixpkgsLib,
  flake,
  program,
}:
let
  lib = import (/. + nixpkgsLib);
  inherit (builtins) currentSystem;

  package = {
    type = "derivation";
    name = "nixward";
    outPath = program;
    meta.mainProgram = "nixward";
  };
  stand = name: {
    type = "derivation";
    inherit name;
    pname = name;
    version = "4.0.0";
    outPath = "/${name}";
  };
  pkgs = {
    inherit lib;
    stdenv = {
      hostPlatform.system = currentSystem;
      mkDerivation = arguments: arguments;
    };
    runCommand = name: _: _: stand name;
    rustPlatform.cargoSetupHook = null;
    pre-commit = stand "pre-commit";
    gitMinimal = stand "git";
  };

  outputs = (import (/. + flake + "/flake.nix")).outputs {
    self.packages.${currentSystem}.nixward = package;
    nixpkgs = { inherit lib; };
  };
in
(lib.evalModules {
  modules = [
    (/. + gitHooks + "/modules/all-modules.nix")
    {
      _module.args = { inherit pkgs; };
      tools = { };
      rootSrc = flake;
      hooks.nixward = outputs.lib.gitHook { inherit pkgs; };
    }
  ];
}).config.rawConfig
