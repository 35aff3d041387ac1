{
  users.mutableUsers = false;
  users.users.ann = {
    isNormalUser = true;
  };
}
