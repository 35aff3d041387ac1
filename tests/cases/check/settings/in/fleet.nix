{
  hosts.web = { };
  check = {
    skip = [ "NW305" ];
    severity.NW301 = "error";
    deny = "info";
    exclude = [ "old" ];
  };
  exemptions = [
    {
      code = "NW002";
      reason = "the generator is being mended";
      until = "2025-07-01";
    }
  ];
}
