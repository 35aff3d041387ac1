{
  a = inputs@{ ... }: inputs.a;
}
