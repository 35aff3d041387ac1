# What a flake is to those who use it, made from its outputs function: `self` is the whole, tied
# back. Source: Nix manual, "nix flake", section "Flake format".
{
  outputs,
  inputs,
  sourceInfo,
  outPath,
}:
let
  made = outputs (inputs // { self = whole; });
  whole =
    made
    // sourceInfo
    // {
      inherit inputs outPath sourceInfo;
      outputs = made;
      _type = "flake";
    };
in
whole
