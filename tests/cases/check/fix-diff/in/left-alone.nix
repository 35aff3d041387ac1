{ x }:
# nixward: allow NW119 it is more clear here
{
  a = (x);
  place = __curPos.line;
}
