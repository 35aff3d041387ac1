{ lib, fetchTarball }:
let
  map = (lib.f 1).map;
  inherit (lib) toString;
in
{
  import = map toString [ fetchTarball ];
}
