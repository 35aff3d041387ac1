{ f }:
{
  a = map (x: f x x) [ 1 ];
  b = map (x: f.g x) [ 1 ];
  c = map (x: x x) [ 1 ];
}
