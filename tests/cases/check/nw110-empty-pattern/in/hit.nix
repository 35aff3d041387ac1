{
  list = map ({ ... }: 1) [ { } ];
  curried = { ... }: x: x;
}
