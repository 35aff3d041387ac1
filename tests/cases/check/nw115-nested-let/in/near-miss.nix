{ x }:
{
  a = let a = 1; in [ (let b = a; in b) ];
  b = let a = 1; in { c = let b = a; in b; inherit x; };
}
