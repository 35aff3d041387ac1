{
  inputs = {
    a.url = "path:/home/me/a";
    b.url = "git+file:///home/me/b";
    c.url = "path:../c";
    d.url = "path:./d";
    e.url = ./d;
  };
  outputs = { self, ... }@inputs: { all = builtins.attrNames inputs; };
}
