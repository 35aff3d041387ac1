{ x, ... }:
let
  _meant = 1;
  a.b = 1;
  f = n: if n == 0 then 0 else f (n - 1);
  inherited = 2;
  set = { inherit inherited; };
in
{
  inherit (set) inherited;
  y = f a.b x;
}
