{ a, f }:
{
  call = [ (f a) ];
  default = [ (a.b or 1) ];
  sum = (1 + 2) * 3;
  path = (./a).b;
}
