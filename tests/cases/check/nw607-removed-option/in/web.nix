{
  networking.hostConf = "multi on";
}
