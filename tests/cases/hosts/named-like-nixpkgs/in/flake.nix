{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.05";
  # Somebody's hosts: a flake with inputs of its own is no fork of nixpkgs, whatever its name.
  inputs.theirs.url = "github:somebody/nixpkgs";
  inputs.theirs.inputs.nixpkgs.follows = "nixpkgs";

  outputs =
    { nixpkgs, theirs, ... }:
    {
      nixosConfigurations = theirs.lib.genAttrs [ "nas" ] (
        _: nixpkgs.lib.nixosSystem { modules = [ ]; }
      );
    };
}
