{ x }:
{
  a = builtins.toPath "/etc";
  b = if isNull x then 1 else 2;
  c = [ (builtins.isNull x) ];
}
