{
  hosts.web = { };
  exemptions = [
    { code = "NW103"; reason = "names are worth it"; }
    { code = "NW117"; reason = "nothing is left of it"; }
    { code = "NW118"; reason = "nor of this, but its day is over"; until = "2025-05-31"; }
    { code = "NW703"; host = "web"; reason = "only an evaluation tells"; }
    { code = "NW216"; reason = "it does not run"; }
    { code = "NW015"; reason = "found after all others"; }
  ];
}
