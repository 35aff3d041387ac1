{
  security.sudo.wheelNeedsPassword = false;
}
