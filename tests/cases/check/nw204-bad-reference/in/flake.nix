{
  inputs = {
    tool.url = "git+ssh://git@github.com:owner/tool";
    other.url = "github:owner/repo#lib";
    fine.url = "git+ssh://git@github.com:22/owner/tool";
  };
  outputs = { self, ... }@inputs: { all = builtins.attrNames inputs; };
}
