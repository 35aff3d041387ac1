{
  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.11";
    moved.follows = "nixpkgs";
    same.url = "github:owner/same?dir=sub&host=git.example.org";
    spelt = { type = "github"; owner = "owner"; repo = "spelt"; };
  };
  outputs = { self, ... }@inputs: { all = builtins.attrNames inputs; };
}
