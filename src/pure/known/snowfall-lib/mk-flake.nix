# `mkFlake`: what the folders hold, handed to flake-utils-plus.
{
  config,
  inputs,
  internal,
  own,
  parts,
}:
options:
let
  nixward = import ../nixward.nix;
  alias = options.alias or { };
  homes = parts.home.create-homes (options.homes or { });
  systems = parts.system.create-systems {
    systems = options.systems or { };
    homes = options.homes or { };
  };
  modules =
    kind:
    parts.module.create-modules {
      src = parts.fs.get-snowfall-file "modules/${kind}";
      overrides = options.modules.${kind} or { };
      alias = alias.modules.${kind} or { };
    };
  # Packages, shells and checks of the folders come to what the flake says itself.
  outputsBuilder =
    channels:
    let
      said = (options.outputs-builder or options.outputsBuilder or (_: { })) channels;
      found = name: nixward.open "the ${name} of the folders" (said.${name} or { });
    in
    said
    // {
      packages = found "packages";
      devShells = found "devShells";
      checks = found "checks";
    };
in
own.flake-utils-plus.lib.mkFlake (
  removeAttrs options [
    "alias"
    "channels-config"
    "checks"
    "homes"
    "hosts"
    "modules"
    "outputs-builder"
    "outputsBuilder"
    "overlays"
    "packages"
    "packagesPrefix"
    "snowfall"
    "systems"
    "templates"
  ]
  // {
    inherit outputsBuilder;
    inherit (inputs) self;
    hosts = options.systems.hosts or { } // systems // homes;
    inputs = parts.flake.without-src inputs;
    lib = internal.user-lib;
    nixosModules = modules "nixos";
    darwinModules = modules "darwin";
    homeModules = modules "home";
    channelsConfig = options.channels-config or { };
    channels.nixpkgs.overlaysBuilder = _: [ ];
    snowfall = nixward.because "what snowfall-lib says of itself";
    templates = nixward.because "the templates of the folders";
  }
)
// {
  overlays = nixward.because "the overlays of the folders";
}
