# Two sets in one: where both have a set or a list of a name, these are joined.
left: right:
left
// builtins.mapAttrs (
  name: value:
  if builtins.isAttrs value then
    left.${name} or { } // value
  else if builtins.isList value then
    left.${name} or [ ] ++ value
  else
    value
) right
