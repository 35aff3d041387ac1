# nixpkgs' library alone.
{
  outputs = _: { lib = import ../nixpkgs/lib; };
}
