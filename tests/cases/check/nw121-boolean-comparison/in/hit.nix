{ a, b }:
{
  sure = (a ? b) == true;
  contrary = (a && b) == false;
  maybe = a.b != false;
}
