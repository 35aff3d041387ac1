{
  imports = [ ../shared.nix ];
  nixpkgs.hostPlatform.system = "aarch64-linux";
}
