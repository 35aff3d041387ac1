# File sets: here just a list of included and one of excluded paths.
_lib:
let
  toSet =
    value:
    if builtins.isPath value then
      {
        plus = [ value ];
        minus = [ ];
      }
    else
      value;
in
{
  unions = sets: {
    plus = builtins.concatMap (set: (toSet set).plus) sets;
    minus = builtins.concatMap (set: (toSet set).minus) sets;
  };
  difference = all: without: {
    inherit (toSet all) plus;
    minus = (toSet all).minus ++ (toSet without).plus;
  };
  maybeMissing =
    path:
    if builtins.pathExists path then
      path
    else
      {
        plus = [ ];
        minus = [ ];
      };
  toSource =
    { root, fileset }:
    let
      set = toSet fileset;
      isIn =
        path: folder:
        path == folder || builtins.substring 0 (builtins.stringLength folder + 1) path == "${folder}/";
      keep =
        path: _type:
        builtins.any (folder: isIn path (toString folder) || isIn (toString folder) path) set.plus
        && !builtins.any (folder: isIn path (toString folder)) set.minus;
    in
    {
      origSrc = root;
      outPath = builtins.path {
        path = root;
        name = "source";
        filter = keep;
      };
    };
}
