rec {
  name = "web";
  port = 80;
}
