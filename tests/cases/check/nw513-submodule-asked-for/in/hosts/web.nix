{
  networking.hostName = "web";
  age.secrets = {
    one.file = ../secrets/one.age;
    two.file = ../secrets/two.age;
    again.file = ../secrets/two.age;
  };
}
