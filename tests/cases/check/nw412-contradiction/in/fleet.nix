{
  rollout.waves = [ { name = "first"; } { name = "rest"; } ];
  hosts = {
    a = { canary = true; wave = "rest"; };
    b = { canary = true; wave = "first"; };
    c = { wave = "first"; dependsOn = [ "@files" ]; };
    nas = { wave = "rest"; tags = [ "files" ]; dependsOn = [ "@files" "b" ]; };
    d = { ipv6 = "off"; nics = [ { name = "e0"; addresses = [ "2001:db8::1/64" ]; } ]; };
    e = { ipv6 = "static"; nics = [ { name = "e0"; addresses = [ "192.0.2.9/24" ]; } ]; };
    f = { ipv6 = "off"; nics = [ { name = "e0"; addresses = [ "fe80::1/64" ]; } ]; };
    g.canary = true;
  };
}
