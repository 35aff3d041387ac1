{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs";
  inputs.self.submodules = true;
  outputs = { self, nixpkgs }: {
    nixosConfigurations.a = nixpkgs.lib.nixosSystem {
      modules = [ ./host.nix ];
    };
  };
}
