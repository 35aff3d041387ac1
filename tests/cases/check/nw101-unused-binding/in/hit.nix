let
  direct = 1;
  through = 2;
  only = through;
  loop = n: if n == 0 then 0 else loop (n - 1);
  ping = n: pong (n + 1);
  pong = n: ping (n + 1);
  # A comment stands beside it.
  commented = 3;
  outer =
    let
      inner = 5;
      nobodys = 6;
    in
    inner;
  used = 4;
in
used
