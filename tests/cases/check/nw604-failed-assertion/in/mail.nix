{
  services.mail.relay = "x";
}
