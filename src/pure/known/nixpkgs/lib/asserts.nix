# Checks with a message.
lib:
{
  assertMsg = condition: message: if condition then true else throw message;
  assertOneOf =
    name: value: values:
    lib.assertMsg (builtins.elem value values)
      "${name} must be one of ${lib.generators.toPretty { } values}, but is: ${lib.generators.toPretty { } value}";
  assertEachOneOf =
    name: list: values:
    lib.assertMsg (lib.all (value: builtins.elem value values) list)
      "each element in ${name} must be one of ${lib.generators.toPretty { } values}, but is: ${lib.generators.toPretty { } list}";
  checkAssertWarn =
    assertions: warnings: value:
    let
      failed = map (check: check.message) (builtins.filter (check: !check.assertion) assertions);
    in
    if failed != [ ] then
      throw "\nFailed assertions:\n${lib.concatMapStringsSep "\n" (message: "- ${message}") failed}"
    else
      lib.showWarnings warnings value;
}
