{
  hosts.web = { };
  features = {
    a.requires = [ "b" ];
    b.requires = [ "c" ];
    c.requires = [ "a" ];
    # Two ways to the same feature are no circle.
    x.requires = [ "y" "z" ];
    y.requires = [ "z" ];
    z = { };
  };
}
