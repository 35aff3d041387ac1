# Functions of functions.
rec {
  compose =
    f: g: x:
    f (g x);
  compose-all = builtins.foldl' compose (x: x);
  call = f: x: f x;
  apply = x: f: f x;
}
