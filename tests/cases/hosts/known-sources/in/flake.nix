{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.05";

  outputs =
    { self, nixpkgs, ... }:
    let
      inherit (nixpkgs) lib;
      # A copy of the folder, whose store path is not known before it is made.
      folder = "${./hosts}";
      names = lib.filter (name: lib.pathExists "${folder}/${name}/default.nix") (
        lib.attrNames (builtins.readDir folder)
      );
      host =
        name:
        lib.nixosSystem {
          system = "x86_64-linux";
          modules = [ (import "${folder}/${name}") ];
        };
    in
    {
      nixosConfigurations = lib.genAttrs names host // {
        # The lock says which one it is.
        "pinned-${nixpkgs.shortRev}-${lib.substring 0 8 nixpkgs.lastModifiedDate}" = host "nas";
      };
    };
}
