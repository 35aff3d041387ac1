{ a, b }:
{
  both = !(a && b);
  one = if a then true else b;
  same = if a then true else true;
}
