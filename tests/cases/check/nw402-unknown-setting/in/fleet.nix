{
  hosts.web = { };
  check = {
    # NW216 and base.nix are there.
    skip = [ "NW216" "NW999" ];
    severity = {
      NW217 = "error";
      NW229 = "error";
    };
    exclude = [ "base.nix" "tests/gone" ];
  };
  exemptions = [
    { code = "NW998"; reason = "so"; }
    { code = "NW301"; reason = "so"; }
  ];
}
