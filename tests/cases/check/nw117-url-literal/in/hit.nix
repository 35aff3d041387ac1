{
  url = https://example.org/a.tar.gz;
  id = x:x;
}
