{
  release = "26.05";
}
