{
  hosts.mail = { };
  hosts.web = { };
  check.failingHosts = 1;
  check.severity.NW601 = "info";
  exemptions = [
    { code = "NW604"; host = "mail"; reason = "the disk is on its way"; until = "2026-06-30"; }
    { code = "NW601"; host = "web"; reason = "it was so last year"; until = "2025-12-31"; }
  ];
}
