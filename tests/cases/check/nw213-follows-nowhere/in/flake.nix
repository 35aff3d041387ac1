{
  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs";
    hm = { url = "github:nix-community/home-manager"; inputs.nixpkgs.follows = "nixpks"; };
    fine = { url = "github:owner/fine"; inputs.nixpkgs.follows = "hm/nixpkgs"; };
    a.follows = "a";
    b.follows = "gone";
  };
  outputs = { self, ... }@inputs: { all = builtins.attrNames inputs; };
}
