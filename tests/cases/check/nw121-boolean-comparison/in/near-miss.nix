{ a, b }:
let
  true = 1;
in
{
  number = a == 1;
  text = a == "true";
  own = b == true;
  anything = if a == null then "none" else if a == false then "off" else a;
}
