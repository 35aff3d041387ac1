{
  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs";
    a.follows = "b";
    c.follows = "nixpkgs";
  };
  outputs = { self, ... }@inputs: { all = builtins.attrNames inputs; };
}
