# One read-only share for a television that cannot speak NFS.
{
  services.samba = {
    enable = true;
    settings = {
      global = {
        "map to guest" = "bad user";
        "server min protocol" = "SMB2";
      };
      films = {
        path = "/tank/films";
        "read only" = "yes";
        "guest ok" = "yes";
      };
    };
  };
  networking.firewall.allowedTCPPorts = [ 445 ];
}
