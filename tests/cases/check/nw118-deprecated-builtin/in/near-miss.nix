{ x }:
let
  isNull = y: y == 1;
in
{
  a = x.toPath "/etc";
  b = isNull x;
  c = map builtins.isNull [ x ];
}
