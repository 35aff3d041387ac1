{
  a = 1;
  # nixward: allow NW003 the whole binding is covered
  b = {
    c = 1;
    c = 2;
  };
}
