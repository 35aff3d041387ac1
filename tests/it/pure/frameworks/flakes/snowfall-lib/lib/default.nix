{ lib, namespace, ... }:
{
  extraNames = [ "from-${namespace}" ] ++ lib.fleet.twice [ (lib.snowfall.fp.compose lib.toUpper lib.id "deep") ];
  twice = list: list ++ lib.singleton "f";
}
