{ outputs = { nixpkgs, ... }: { nixosConfigurations.nas = nixpkgs.lib.nixosSystem { modules = [ ]; }; }; }
