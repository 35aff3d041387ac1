{ a, b }:
let
  true = 1;
in
{
  number = a == 1;
  text = a == "true";
  own = b == true;
}
