# Values as text of other formats: so far, Nix itself for messages.
lib:
let
  inherit (builtins) concatStringsSep isAttrs;

  arguments =
    f:
    lib.mapAttrsToList (name: hasDefault: if hasDefault then "${name}?" else name) (lib.functionArgs f);

  # A string on one line, or as an indented one where it has several.
  text =
    { multiline, indent }:
    value:
    let
      lines = lib.splitString "\n" value;
      quoted = lib.escape [ "\\" "\"" "\${" ];
      indented = builtins.replaceStrings [ "\${" "''" ] [ "''\${" "'''" ];
    in
    if multiline && builtins.length lines > 1 then
      "''\n${indent}  "
      + concatStringsSep "\n${indent}  " (map indented (lib.init lines))
      + (if lib.last lines == "" then "\n${indent}" else "\n${indent}  ${indented (lib.last lines)}")
      + "''"
    else
      "\"${concatStringsSep "\\n" (map quoted lines)}\"";
in
{
  toJSON = _: builtins.toJSON;

  toPretty =
    {
      multiline ? true,
      allowPrettyValues ? false,
      indent ? "",
    }:
    let
      show =
        indent: value:
        let
          open = if multiline then "\n${indent}  " else " ";
          close = if multiline then "\n${indent}" else " ";
          around =
            left: right: items:
            if items == [ ] then "${left} ${right}" else left + open + concatStringsSep open items + close + right;
          kinds = {
            int = toString value;
            float = builtins.toJSON value;
            bool = lib.boolToString value;
            string = text { inherit multiline indent; } value;
            null = "null";
            path = toString value;
            list = around "[" "]" (map (show "${indent}  ") value);
            lambda =
              if arguments value == [ ] then
                "<function>"
              else
                "<function, args: {${concatStringsSep ", " (arguments value)}}>";
            set =
              if value ? __pretty && value ? val && allowPrettyValues then
                value.__pretty value.val
              else if value == { } then
                "{ }"
              else if lib.isDerivation value then
                "<derivation ${value.name or "???"}>"
              else
                around "{" "}" (
                  lib.mapAttrsToList (
                    name: inner: "${lib.strings.escapeNixIdentifier name} = ${show "${indent}  " inner};"
                  ) value
                );
          };
        in
        if isAttrs value && value ? __functor then
          kinds.lambda
        else
          kinds.${builtins.typeOf value};
    in
    show indent;
}
