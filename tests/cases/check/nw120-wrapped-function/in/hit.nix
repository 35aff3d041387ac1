{ f }:
map (x: f x) [ 1 ]
