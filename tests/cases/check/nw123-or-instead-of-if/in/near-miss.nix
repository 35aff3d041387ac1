{ x, y }:
{
  a = if x ? port then y.port else 80;
  b = if x ? a.b then x.a else 1;
  c = if x ? ${y} then x.${y} else 1;
  d = if (x 1) ? a then (x 1).a else 1;
}
