# Metrics of a fleet: what every host tells of itself, and the server that collects it. `nixward render`
# sets these options from the inventory; they can be set by hand as well.
{
  imports = [
    ./agent.nix
    ./textfile.nix
    ./server.nix
    ./grafana.nix
  ];
}
