{
  networking.hostName = "a";
  networking.domain = "b";
  networking = { useDHCP = true; };
}
