{
  # nixward: allow NW703 a lab behind its own router
  networking.firewall.enable = false;
}
