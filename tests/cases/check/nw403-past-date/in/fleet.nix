{
  hosts.web.features = [ "samba" ];
  features = {
    samba.removeBy = "2025-05-31";
    ftp.removeBy = "2025-01-01";
    # Its last day has not ended.
    nfs.removeBy = "2025-06-01";
  };
  exemptions = [
    { code = "NW301"; host = "web"; reason = "so"; until = "2025-05-31"; }
    { code = "NW301"; reason = "so"; until = "2025-06-01"; }
    { code = "NW302"; reason = "so"; }
  ];
}
