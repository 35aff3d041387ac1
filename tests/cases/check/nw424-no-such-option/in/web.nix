{
  services.openssh.enabel = true;
  services.openssh.enable = true;
  services.mine.enable = true;
  services.web.sites."example.org".anything = 1;
  services.web.sites."example.org".port = "80";
  nothing.like.it = 1;
}
