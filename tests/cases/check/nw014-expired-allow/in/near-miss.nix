{
  a = 1;
  a = 2; # nixward: allow NW003 kept for the move until 2026-01-01
}
