{
  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs";
    other.url = "github:owner/other";
    fresh.url = "github:nixos/nixpkgs/nixos-25.11";
  };
  outputs = { self, ... }@inputs: { all = builtins.attrNames inputs; };
}
