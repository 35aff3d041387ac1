{
  a = 1;
  a = 2; # nixward: allow NW003 kept for the move until 2025-12-31
}
