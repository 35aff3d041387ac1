# Path arithmetic.
lib:
let
  nixward = import ../../nixward.nix;
  parts = text: builtins.filter (part: part != "" && part != ".") (lib.splitString "/" text);
  isSubpath =
    text:
    builtins.isString text
    && text != ""
    && builtins.substring 0 1 text != "/"
    && !builtins.elem ".." (lib.splitString "/" text);
  normal =
    text:
    if isSubpath text then
      "./" + builtins.concatStringsSep "/" (parts text)
    else
      throw "lib.path: ${lib.generators.toPretty { } text} is not a valid subpath string";
  # "./" with nothing below it is written with a dot.
  dotted = text: if text == "./" then "./." else text;
  # The names on the way from the root of the file system.
  names = path: parts (toString path);
  checked =
    function: path:
    if builtins.isPath path then
      names path
    else
      throw "lib.path.${function}: an argument is not a path value";
in
{
  hasPrefix =
    prefix:
    let
      first = checked "hasPrefix" prefix;
    in
    path: lib.lists.hasPrefix first (checked "hasPrefix" path);
  removePrefix =
    prefix:
    let
      first = checked "removePrefix" prefix;
    in
    path: dotted ("./" + builtins.concatStringsSep "/" (lib.lists.removePrefix first (checked "removePrefix" path)));
  splitRoot = path: {
    root = /.;
    subpath = dotted ("./" + builtins.concatStringsSep "/" (checked "splitRoot" path));
  };
  append =
    path: below:
    assert lib.assertMsg (builtins.isPath path) "lib.path.append: The first argument is not a path value";
    path + ("/" + normal below);
  subpath = nixward.open "a part of `lib.path.subpath` that is not known" {
    isValid = isSubpath;
    normalise = text: dotted (normal text);
    join = list: dotted ("./" + builtins.concatStringsSep "/" (builtins.concatMap (text: parts (normal text)) list));
    components = text: parts (normal text);
  };
}
