{ self, root, ... }:
{
  flake.nixosConfigurations.written = self.nixos-unified.lib.mkLinuxSystem { } (root + "/written.nix");
}
