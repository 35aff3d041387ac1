{
  before = args@{ a, ... }: args // a;
  default = args@{ a ? args, ... }: a;
  meant = _args@{ a, ... }: a;
}
