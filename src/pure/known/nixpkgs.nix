# nixpkgs as a flake: the library, and systems as markers for host discovery.
{ unknown }:
inputs:
unknown
// {
  lib = unknown // {
    nixosSystem = args: unknown // {
      _nixward = {
        kind = "nixos";
        inherit args;
      };
    };
    genAttrs =
      names: f:
      builtins.listToAttrs (
        map (name: {
          inherit name;
          value = f name;
        }) names
      );
  };
}
