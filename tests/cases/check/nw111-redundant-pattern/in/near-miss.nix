{
  a = inputs@{ self, ... }: inputs.a self;
  b = inputs@{ }: inputs;
}
