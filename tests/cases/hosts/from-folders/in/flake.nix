{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.11";
  outputs =
    { self, nixpkgs }:
    let
      folders = builtins.readDir ./hosts;
      names = builtins.filter (name: folders.${name} == "directory") (builtins.attrNames folders);
    in
    {
      nixosConfigurations = builtins.listToAttrs (
        map (name: {
          inherit name;
          value = nixpkgs.lib.nixosSystem { modules = [ (self + "/hosts/${name}") ]; };
        }) names
      );
    };
}
