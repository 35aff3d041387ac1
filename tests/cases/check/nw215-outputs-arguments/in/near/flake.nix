{
  inputs.a.url = "path:./a";
  outputs = { a, self }: { x = a; };
}
