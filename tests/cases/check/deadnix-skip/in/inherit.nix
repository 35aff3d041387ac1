{ set }:
let
  # deadnix: skip
  inherit (set) one two;
  inherit (set)
    three
    # deadnix: skip
    four
    five
    ;
in
null
