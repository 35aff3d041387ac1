let
  body = 1;
in
rec { a = body; b = a; }.b
