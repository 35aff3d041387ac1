{
  hosts = {
    a.dependsOn = [ "b" ];
    b.dependsOn = [ "@core" ];
    c = { tags = [ "core" ]; dependsOn = [ "a" ]; };
    self.dependsOn = [ "self" ];
    guest.parent = "host";
    host = { parent = "guest"; target.jump = "host"; };
    # Two ways to the same host are no circle.
    x.dependsOn = [ "y" "z" ];
    y.dependsOn = [ "z" ];
    z = { };
  };
}
