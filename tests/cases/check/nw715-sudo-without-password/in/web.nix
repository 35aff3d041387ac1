{
  security.sudo.extraRules = [ ];
}
