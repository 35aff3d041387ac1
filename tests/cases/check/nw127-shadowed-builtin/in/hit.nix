let
  map = { };
  true = 1;
in
toString: [
  map
  true
  toString
]
