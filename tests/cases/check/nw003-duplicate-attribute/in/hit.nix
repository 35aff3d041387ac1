{
  networking.hostName = "a";
  networking.hostName = "b";
}
