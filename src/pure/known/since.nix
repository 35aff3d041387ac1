# Whether a known library, as its flake is locked, is at least as new as a time in seconds since 1970.
# Where the lock does not say, Nix takes the newest.
self: time:
let
  nixward = import ./nixward.nix;
in
nixward.isUnknown self.lastModified || self.lastModified >= time
