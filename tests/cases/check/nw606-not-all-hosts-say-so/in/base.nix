{
  services.openssh.passwordAuthentication = false;
}
