{
  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs";
    tool = { url = "github:owner/tool"; inputs.nixpgks.follows = "nixpkgs"; inputs.utils.inputs.gone.follows = ""; };
  };
  outputs = { self, ... }@inputs: { all = builtins.attrNames inputs; };
}
