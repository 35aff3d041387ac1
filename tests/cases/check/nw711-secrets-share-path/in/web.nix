{
  age.secrets.wifi = {
    file = ./wifi.age;
    mode = "0444";
    owner = "wifi";
  };
}
