{
  a = map (_x: 1) [ 2 ];
  b = _: y: y;
  overlay = final: prev: { };
}
