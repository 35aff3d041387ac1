{
  outputs =
    { nixpkgs, ... }:
    let
      fleet = import ./fleet.nix;
    in
    {
      nixosConfigurations = builtins.mapAttrs (
        name: host:
        nixpkgs.lib.nixosSystem {
          inherit (host) system;
          modules = [ (./hosts + "/${name}.nix") ];
        }
      ) fleet.hosts;
      deploy.nodes.nas = {
        hostname = "nas.example.org";
        sshUser = "deploy";
      };
      deploy.nodes.desk = {
        hostname = "desk.example.org";
        sshUser = "deploy";
      };
    };
}
