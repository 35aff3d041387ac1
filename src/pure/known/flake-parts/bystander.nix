# Stands for a module that adds no hosts: it may declare any option, define anything for a system,
# and outputs that are of no weight here.
why:
let
  nixward = import ../nixward.nix;
  names = [
    "actions-nix"
    "agenix-rekey"
    "diskoConfigurations"
    "githubActions"
    "herculesCI"
    "lib"
    "modules"
    "nixosModules"
    "overlays"
    "tests"
    "topology"
  ];
in
{
  _nixward.declares = why;
  config = {
    perSystem = why;
    flake = nixward.perhaps (
      builtins.listToAttrs (
        map (name: {
          inherit name;
          value = why;
        }) names
      )
    );
  };
}
