{
  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs";
    new.url = "github:owner/new";
  };
  outputs = { self, ... }@inputs: { all = builtins.attrNames inputs; };
}
