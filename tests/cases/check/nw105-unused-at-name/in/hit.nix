{
  before = args@{ a, ... }: a;
  behind = { a, ... } @ args: a;
}
