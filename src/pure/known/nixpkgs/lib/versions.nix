# Parts of version numbers.
lib:
let
  part = at: version: builtins.elemAt (builtins.splitVersion version) at;
in
{
  inherit (builtins) compareVersions splitVersion;
  major = part 0;
  minor = part 1;
  patch = part 2;
  majorMinor =
    version: builtins.concatStringsSep "." (lib.take 2 (builtins.splitVersion version));
  pad =
    count: version:
    let
      parts = builtins.match "([^-]*)(-.*)?" version;
      numbers = lib.versions.splitVersion (builtins.head parts);
      filled = lib.take count (numbers ++ lib.lists.replicate count "0");
      rest = builtins.elemAt parts 1;
    in
    builtins.concatStringsSep "." filled + (if rest == null then "" else rest);
}
