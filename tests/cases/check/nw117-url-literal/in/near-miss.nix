{
  url = "https://example.org/a.tar.gz";
  path = ./a;
  id = x: x;
}
