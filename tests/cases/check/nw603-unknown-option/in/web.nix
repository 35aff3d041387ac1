{
  networking = {
    hostNam = "web";
  };
}
