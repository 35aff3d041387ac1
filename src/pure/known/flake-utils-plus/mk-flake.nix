# `mkFlake`: each host becomes `<output>.<name>`, beside whatever else the arguments say.
{ lib }:
{
  self,
  inputs,
  supportedSystems ? lib.defaultSystems,
  channels ? { },
  channelsConfig ? { },
  sharedOverlays ? [ ],
  hosts ? { },
  hostDefaults ? { },
  outputsBuilder ? _: { },
  ...
}@arguments:
let
  nixward = import ../nixward.nix;
  nixpkgsLib = import ../nixpkgs/lib;
  mergeAny = import ./merge-any.nix;

  # What is not for mkFlake itself is an output.
  outputs = removeAttrs arguments [
    "channels"
    "channelsConfig"
    "hostDefaults"
    "hosts"
    "inputs"
    "nixosProfiles"
    "outputsBuilder"
    "self"
    "sharedOverlays"
    "supportedSystems"
  ];

  packageSets = mergeAny (nixpkgsLib.mapAttrs (_: input: { inherit input; }) (
    nixpkgsLib.filterAttrs (_: input: input ? legacyPackages.x86_64-linux.nix) inputs
  )) channels;
  packagesOf =
    system:
    let
      packages = nixpkgsLib.mapAttrs (
        name: channel:
        (
          if channel.patches or [ ] == [ ] then
            import channel.input {
              inherit system;
              config = channelsConfig // channel.config or { };
              overlays = sharedOverlays ++ (channel.overlaysBuilder or (_: [ ])) packages;
            }
          else
            nixward.because "packages of a patched nixpkgs"
        )
        // {
          inherit name;
          inherit (channel) input;
        }
      ) packageSets;
    in
    packages;

  perSystem = lib.eachSystem supportedSystems (
    system:
    let
      packages = packagesOf system;
      built = outputsBuilder packages;
      output =
        name: value:
        if outputs ? ${name}.${system} then
          (mergeAny { value = outputs.${name}.${system}; } { inherit value; }).value
        else
          value;
    in
    { pkgs = packages; } // nixpkgsLib.mapAttrs output built
  );

  configuration =
    name: own:
    let
      host = {
        channelName = "nixpkgs";
        system = "x86_64-linux";
        output = "nixosConfigurations";
        modules = [ ];
        extraArgs = { };
        specialArgs = { };
      }
      // mergeAny hostDefaults own;
      source = channels.${host.channelName}.input or inputs.${host.channelName};
      packages = self.pkgs.${host.system}.${host.channelName};
      build = host.builder or source.lib.nixosSystem;
      special = nixward.open "a special argument of flake-utils-plus" (
        host.specialArgs // { channel = packages; }
      );
      defaults = {
        networking.hostName = nixpkgsLib.last (nixpkgsLib.splitString "." name);
        _module.args = {
          inherit inputs;
        }
        // host.extraArgs;
      };
      isNixos = host.output == "nixosConfigurations";
      isDarwin = host.output == "darwinConfigurations";
    in
    {
      ${host.output}.${name} = build (
        {
          inherit (host) system;
          modules = [ defaults ] ++ host.modules;
          specialArgs = if isNixos then special else host.specialArgs // { channel = packages; };
        }
        // nixpkgsLib.optionalAttrs isDarwin {
          inherit inputs;
          pkgs = packages;
        }
        // nixpkgsLib.optionalAttrs isNixos {
          inherit (packages) lib;
          baseModules = nixward.because "the modules of NixOS itself";
        }
      );
    };
in
mergeAny outputs (
  perSystem // builtins.foldl' mergeAny { } (nixpkgsLib.mapAttrsToList configuration hosts)
)
