{
  outputs = import ./outputs.nix;
}
