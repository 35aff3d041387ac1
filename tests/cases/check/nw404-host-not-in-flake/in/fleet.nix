{
  hosts = {
    nsa = { };
    web = { };
    printer = { };
  };
}
