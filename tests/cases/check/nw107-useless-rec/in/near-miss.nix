{
  a = rec {
    name = "web";
    url = "http://${name}";
  };
  b = rec {
    name = "web";
    inherit (name) url;
  };
  c = rec {
    a = 1;
    __overrides = { a = 2; };
  };
  d = rec { f = n: f (n - 1); };
}
