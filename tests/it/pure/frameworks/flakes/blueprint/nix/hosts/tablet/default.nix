{ ... }:
{
  class = "nix-on-droid";
  value = { };
}
