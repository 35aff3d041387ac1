{
  services.samba.shares.a.path = "/a";
  boot = { extraTTYs = [ ]; };
  home-manager.users.ann = ./ann.nix;
}
