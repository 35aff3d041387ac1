{
  # nixward: allow NW601 the disk is on its way until 2026-06-01
  networking.hostName = abort "no way";
}
