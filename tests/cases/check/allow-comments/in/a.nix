{
  x.a = 1;
  # nixward: allow NW003 on the next line, past another comment
  # and a blank line

  x.a = 2;
  y = 1;
  y = 2; # nixward: allow NW003,NW002 on this line
  z = 1;
  z = 2; # not accepted
}
