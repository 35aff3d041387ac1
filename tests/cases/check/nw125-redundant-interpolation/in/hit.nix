{ x }:
{
  a = "${toString x}";
  b = map toString [ "${"a${x}"}" ];
}
