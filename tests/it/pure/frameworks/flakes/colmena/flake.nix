{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  inputs.colmena.url = "github:zhaofengli/colmena";

  outputs =
    {
      self,
      nixpkgs,
      colmena,
    }:
    {
      colmena = {
        meta.nixpkgs = import nixpkgs { system = "x86_64-linux"; };
        defaults = { };
        web = { };
        db =
          { name, ... }:
          {
            networking.hostName = name;
          };
      };
      colmenaHive = colmena.lib.makeHive self.outputs.colmena;
      nixosConfigurations = self.colmenaHive.nodes;
    };
}
