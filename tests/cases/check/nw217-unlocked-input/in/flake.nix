{
  inputs = {
    no-hash.url = "github:owner/no-hash";
    unpinned.url = "github:owner/unpinned";
    sub.url = "path:./sub";
  };
  outputs = { self, ... }@inputs: { all = builtins.attrNames inputs; };
}
