{
  nixConfig.extra-experimental-features = [ "pipe-operators" ];
  outputs = { self }: { };
}
