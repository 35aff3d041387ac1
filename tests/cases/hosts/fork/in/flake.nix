{
  inputs.nixpkgs.url = "github:somebody/nixpkgs/patched";

  outputs =
    { nixpkgs, ... }:
    {
      nixosConfigurations = nixpkgs.lib.mapAttrs (
        name: _:
        nixpkgs.lib.nixosSystem {
          system = "x86_64-linux";
          modules = [ { networking.hostName = name; } ];
        }
      ) { web = { }; };
    };
}
