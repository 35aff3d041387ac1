{
  list = [ "plain" ];
}
