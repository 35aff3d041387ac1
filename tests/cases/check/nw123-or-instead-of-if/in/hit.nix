{ x }:
{
  a = if x ? port then x.port else 80;
  b = if x ? a.b then x.a.b else x.f 1;
}
