{
  a = 1;
  # nixward: allow NW003 kept until the move
  a = 2;
}
