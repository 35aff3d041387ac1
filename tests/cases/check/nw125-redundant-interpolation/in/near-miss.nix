{ x }:
{
  a = "${x}";
  b = " ${toString x}";
  c = { "${toString x}" = 1; };
  d = x."${toString x}";
  e = "${builtins.substring 1}";
}
