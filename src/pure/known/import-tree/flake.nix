# import-tree as a flake.
{
  outputs = _: import ./.;
}
