{
  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs";
  };
  outputs = { self, ... }@inputs: { all = builtins.attrNames inputs; };
}
