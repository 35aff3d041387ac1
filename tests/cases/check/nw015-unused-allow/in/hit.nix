{
  # nixward: allow NW003 not at all
  a = 1;
}
