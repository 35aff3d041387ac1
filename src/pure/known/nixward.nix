# What nixward's own Nix texts need and Nix has no word for, as it is where nothing is unknown: this
# file stands in for `src/pure/known/primitives.rs` when real Nix evaluates the texts.
{
  # A value that nobody knows, and why.
  because = reason: throw "not known without Nix: ${reason}";
  # Whether nothing at all is known of a value.
  isUnknown = _: false;
  # The items of a list, each with whether it may be absent, and whether there may be more.
  items = list: {
    items = map (value: {
      inherit value;
      maybe = false;
    }) list;
    open = false;
  };
  # The attributes of a set likewise, by name.
  attrs = set: {
    attrs = builtins.mapAttrs (_: value: {
      inherit value;
      maybe = false;
    }) set;
    open = false;
  };
  # A list that may have more items, and why.
  grows = _: list: list;
  # The same set, each attribute of which may be absent.
  perhaps = set: set;
  # A string that is the same for the same path, and for no other one.
  pathKey = toString;
}
