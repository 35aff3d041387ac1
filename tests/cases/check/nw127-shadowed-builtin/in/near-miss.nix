{ lib, fetchTarball }:
let
  map = lib.map;
  inherit (lib) toString;
in
{
  import = map toString [ fetchTarball ];
}
