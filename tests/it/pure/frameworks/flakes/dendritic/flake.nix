{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  inputs.flake-parts.url = "github:hercules-ci/flake-parts";
  inputs.import-tree.url = "github:vic/import-tree";

  outputs =
    inputs:
    inputs.flake-parts.lib.mkFlake { inherit inputs; } {
      imports = [
        (inputs.import-tree.filterNot (inputs.nixpkgs.lib.hasSuffix "skipped.nix") ./modules)
        ((inputs.import-tree.addPath ./more).match ".*/[a-z]+\\.nix")
      ];
    };
}
