{
  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs";
    b = { url = "github:owner/b"; follows = "nixpkgs"; };
    c.follows = "nixpkgs";
  };
  outputs = { self, ... }@inputs: { all = builtins.attrNames inputs; };
}
