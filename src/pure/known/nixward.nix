# What nixward's own texts need and Nix has no word for, as it is where nothing is unknown. nixward
# itself puts `primitives.rs` in the place of this file.
{
  # A value that nobody knows, and why.
  because = reason: throw "not known without Nix: ${reason}";
  # The set with any further names, and why.
  open = _: set: set;
  # The same for a set of functions, which may well make something of this flake's own files.
  openFunctions = _: set: set;
  # The list with any further items, and why.
  grows = _: list: list;
  # The set or list, each part of which may be absent.
  perhaps = value: value;
  # Whether nothing at all is known of a value.
  isUnknown = _: false;
  # Whether nothing is known of a value because it comes from outside of the flake.
  isOutside = _: false;
  # Whether such a value is of a library whose modules add no hosts.
  isBystander = _: false;
  # The items of a list, each with whether it may be absent; whether there may be more; and why.
  items = list: {
    items = map (value: {
      inherit value;
      maybe = false;
    }) list;
    open = false;
    why = null;
  };
  # The attributes of a set likewise, by name.
  attrs = set: {
    attrs = builtins.mapAttrs (_: value: {
      inherit value;
      maybe = false;
    }) set;
    open = false;
    why = null;
  };
  # A string that is the same for the same path, and for no other one.
  pathKey = toString;
}
