{ a, f }:
{
  value = (x: x + 1);
  atoms = [ (a) (a.b) ("c") ({ }) ((f a)) ];
  tight = f(a)(a.b);
  stays = (a.b).c or 1;
  divides = (a)/a;
}
