# Names of systems. The lists of nixpkgs grow from release to release, so those that are not the same
# in every supported one are open.
lib:
let
  nixward = import ../../nixward.nix;
  grows = nixward.grows "systems that only some releases of nixpkgs know";
  linux = [
    "aarch64-linux"
    "armv5tel-linux"
    "armv6l-linux"
    "armv7a-linux"
    "armv7l-linux"
    "i686-linux"
    "m68k-linux"
    "microblaze-linux"
    "microblazeel-linux"
    "mipsel-linux"
    "mips64el-linux"
    "powerpc64-linux"
    "powerpc64le-linux"
    "riscv32-linux"
    "riscv64-linux"
    "s390-linux"
    "s390x-linux"
    "x86_64-linux"
  ];
  darwin = [
    "x86_64-darwin"
    "aarch64-darwin"
  ];
in
{
  flakeExposed = grows [
    "x86_64-linux"
    "aarch64-linux"
    "x86_64-darwin"
    "armv6l-linux"
    "armv7l-linux"
    "i686-linux"
    "aarch64-darwin"
    "powerpc64le-linux"
    "riscv64-linux"
  ];
  doubles = nixward.open "a list of `lib.systems.doubles`" {
    linux = grows linux;
    darwin = grows darwin;
    unix = grows (linux ++ darwin);
    all = grows (linux ++ darwin);
  };
}
