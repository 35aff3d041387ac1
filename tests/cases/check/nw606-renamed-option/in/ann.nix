{
  programs.git.userName = "Ann";
}
