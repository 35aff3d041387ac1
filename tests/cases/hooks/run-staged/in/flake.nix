{
  outputs = _: import ./value.nix;
}
