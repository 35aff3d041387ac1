{
  a = map (x: 1) [ 2 ];
  b = x: x: x;
}
