{ x }:
{
  list = x ++ [ 1 ];
  set = x // { a = 1; };
}
