{
  inputs.tools.url = "github:example/tools";
  outputs = _: { };
}
