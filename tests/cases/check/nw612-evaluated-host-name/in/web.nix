{
  networking.hostName = "www";
}
