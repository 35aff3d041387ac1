{
  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs";
    tool.url = "github:owner/tool";
  };
  outputs = { self, nixpkgs }: nixpkgs;
}
