# The set that `derivation` gives for its arguments, as described in the Nix manual ("Derivations"):
# one set per output, the first of which is the result.
arguments@{
  outputs ? [ "out" ],
  ...
}:
let
  built = derivationStrict arguments;
  outputSet = output: {
    name = output;
    value = shared // {
      type = "derivation";
      outputName = output;
      outPath = built.${output};
      inherit (built) drvPath;
    };
  };
  all = map outputSet outputs;
  shared =
    arguments
    // builtins.listToAttrs all
    // {
      all = map (entry: entry.value) all;
      drvAttrs = arguments;
    };
in
(builtins.head all).value
