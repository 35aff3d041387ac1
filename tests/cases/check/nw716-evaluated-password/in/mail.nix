{
  users.users.ann.initialPassword = "changed-later";
}
