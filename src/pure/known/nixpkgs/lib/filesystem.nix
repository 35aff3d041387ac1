# Files and folders of the source.
lib:
let
  nixward = import ../../nixward.nix;
  inherit (builtins) pathExists readDir readFileType;
  # The packages of a folder: `package.nix` makes the folder one, other folders are sets.
  fromDirectory =
    args@{
      callPackage,
      newScope ? throw "lib.packagesFromDirectoryRecursive: newScope is needed for nested scopes",
      directory,
      recurseIntoDirectory ? null,
    }:
    let
      package = directory + "/package.nix";
      entry =
        name: type:
        let
          path = directory + "/${name}";
        in
        if type == "directory" then
          { ${name} = fromDirectory (args // { directory = path; }); }
        else if type == "regular" && lib.hasSuffix ".nix" name then
          { ${lib.removeSuffix ".nix" name} = callPackage path { }; }
        else if type == "regular" then
          { }
        else
          throw "lib.filesystem.packagesFromDirectoryRecursive: Unsupported file type ${type} at path ${toString path}";
    in
    if pathExists package then
      callPackage package { }
    else if args ? newScope || args ? recurseIntoDirectory then
      nixward.because "packages of nested scopes"
    else
      lib.concatMapAttrs entry (readDir directory);
in
{
  inherit (builtins)
    baseNameOf
    dirOf
    hashFile
    isPath
    readDir
    readFileType
    ;
  pathType = readFileType;
  pathIsDirectory = path: pathExists path && readFileType path == "directory";
  pathIsRegularFile = path: pathExists path && readFileType path == "regular";
  listFilesRecursive =
    folder:
    lib.flatten (
      lib.mapAttrsToList (
        name: type:
        let
          path = folder + "/${name}";
        in
        if type == "directory" then lib.filesystem.listFilesRecursive path else path
      ) (readDir folder)
    );
  packagesFromDirectoryRecursive = fromDirectory;
  resolveDefaultNix =
    path: if lib.filesystem.pathIsDirectory path then path + "/default.nix" else path;
}
