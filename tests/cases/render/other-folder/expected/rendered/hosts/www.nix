# What nixward renders for www: change fleet.nix, and run `nixward render`.
{
  imports = [ ../../hosts/web.nix ];
}
