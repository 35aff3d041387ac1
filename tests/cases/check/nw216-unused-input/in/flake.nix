{
  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs";
    tool = { url = "github:owner/tool"; inputs.nixpkgs.follows = "followed"; };
    used.url = "github:owner/used";
    followed.url = "github:owner/followed";
  };
  outputs = { self, nixpkgs, ... }@inputs: { lib = nixpkgs.lib; x = inputs.used.x; };
}
