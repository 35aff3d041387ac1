{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.05";
  outputs = { nixpkgs, ... }: { nixosConfigurations = nixpkgs.hosts; };
}
