# Names of files. An extension is what stands after the last dot, which may come first in a name.
let
  lib = import ../nixpkgs/lib;
  parts = file: builtins.match "(.*)\\.(.*)$" (toString file);
in
rec {
  has-any-file-extension = file: parts file != null;
  get-file-extension = file: if has-any-file-extension file then lib.last (parts file) else "";
  has-file-extension = extension: file: parts file != null && get-file-extension file == extension;
  split-file-extension =
    file:
    if has-any-file-extension file then
      parts file
    else
      throw "lib.snowfall.split-file-extension: File must have an extension to split.";
  get-parent-directory = file: baseNameOf (dirOf file);
  get-file-name-without-extension =
    file:
    let
      name = baseNameOf file;
    in
    if has-any-file-extension name then lib.head (parts name) else name;
}
