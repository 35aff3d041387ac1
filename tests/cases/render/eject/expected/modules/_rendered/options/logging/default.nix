# Logs of a fleet: every host sends its journal, one host keeps them for a while. `nixward render` sets
# these options from the inventory; they can be set by hand as well.
{
  imports = [
    ./agent.nix
    ./server.nix
  ];
}
