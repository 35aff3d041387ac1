{
  inputs = {
    one.url = "github:owner/one";
    two.url = "github:owner/two";
    three.url = "github:owner/three";
    # Declared on purpose.
    systems.url = "github:nix-systems/default";
    systems-too.url = "github:nix-systems/default";
  };
  outputs = { self, ... }@inputs: { all = builtins.attrNames inputs; };
}
