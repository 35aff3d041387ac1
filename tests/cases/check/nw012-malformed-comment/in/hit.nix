{
  # nixward: ignore NW003
  a = 1;
  b = 2; # nixward: allow NW003
}
