{
  inputs.std.url = "github:divnix/std";
  outputs = { std, ... }@inputs: std.growOn { inherit inputs; cellsFrom = ./cells; } // { nixosConfigurations.web = import ./host.nix { }; };
}
