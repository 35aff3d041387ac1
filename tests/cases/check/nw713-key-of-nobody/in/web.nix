{
  users.users.root.openssh.authorizedKeys.keys = [ ];
}
