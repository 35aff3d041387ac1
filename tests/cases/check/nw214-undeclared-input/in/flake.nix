{
  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs";
  };
  outputs = { self, nixpkgs, systems, nixpkg, ... }: { lib = nixpkgs.lib // systems // nixpkg; };
}
