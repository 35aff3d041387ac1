# The flake of a known library that the lock does not have: its newest revision.
folder:
let
  nixward = import ./nixward.nix;
in
(import (folder + "/flake.nix")).outputs {
  self.lastModified = nixward.because "when an input that is not locked was last changed";
}
