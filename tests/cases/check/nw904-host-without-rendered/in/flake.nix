{
  outputs =
    { nixpkgs, ... }:
    {
      nixosConfigurations = {
        nas = nixpkgs.lib.nixosSystem { modules = [ ./modules/_rendered/hosts/nas.nix ]; };
        www = nixpkgs.lib.nixosSystem { modules = [ ./hosts/web.nix ]; };
      };
    };
}
