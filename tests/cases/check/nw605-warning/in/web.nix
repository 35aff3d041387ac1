{
  networking.hostName = "web";
}
