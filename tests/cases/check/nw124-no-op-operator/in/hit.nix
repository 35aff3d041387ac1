{ x }:
{
  list = [ 1 ] ++ [ ];
  set = { } // { a = 1; };
  maybe = x ++ [ ];
  inside = x ++ [ ] ++ x;
}
