{ a, b }:
{
  equal = !(a == b);
  less = [ (!(a < b)) ] ++ a // !(a == b);
  sure = if a == b then true else false;
  contrary = if a && b then false else true;
  maybe = if a then true else false;
}
