# Homes: `homes/<system>/<user>@<host>/default.nix`, or `<user>` alone for all hosts of the system.
{
  config,
  inputs,
  internal,
  parts,
  ...
}:
let
  nixward = import ../nixward.nix;
  lib = import ../nixpkgs/lib;
  inherit (parts) fs;
  inherit (parts.flake) without-src;

  split-user-and-host =
    target:
    let
      names = lib.splitString "@" target;
    in
    {
      user = lib.head names;
      host = if lib.length names > 1 then lib.elemAt names 1 else "";
    };

  create-home =
    {
      path,
      name ? builtins.unsafeDiscardStringContext (parts.system.get-inferred-system-name path),
      modules ? [ ],
      specialArgs ? { },
      channelName ? "nixpkgs",
      system ? "x86_64-linux",
    }:
    let
      inherit (split-user-and-host name) user host;
      pkgs = inputs.self.pkgs.${system}.${channelName};
      special = {
        inherit
          host
          name
          pkgs
          system
          user
          ;
        format = "home";
        inputs = without-src inputs;
        lib = internal.system-lib;
        inherit (config) namespace;
      };
    in
    if !inputs ? home-manager then
      throw "snowfall-lib: homes need the input `home-manager`"
    else if host == "" && lib.hasInfix "@" name then
      throw "snowfall-lib: homes are called user@host"
    else
      {
        inherit channelName system;
        output = "homeConfigurations";
        modules = [ path ] ++ modules;
        specialArgs = special;
        builder =
          arguments:
          inputs.home-manager.lib.homeManagerConfiguration (
            removeAttrs arguments [
              "specialArgs"
              "system"
            ]
            // {
              inherit pkgs;
              inherit (special) lib;
              extraSpecialArgs = specialArgs // arguments.specialArgs;
            }
          );
      };

  get-target-homes-metadata =
    target:
    map
      (path: {
        path = "${path}/default.nix";
        name = builtins.unsafeDiscardStringContext (baseNameOf path);
        system = builtins.unsafeDiscardStringContext (baseNameOf target);
      })
      (
        lib.filter (path: builtins.pathExists "${path}/default.nix") (fs.get-directories target)
      );

  all = lib.concatMap get-target-homes-metadata (fs.get-directories (fs.get-snowfall-file "homes"));
  homeModules = lib.attrValues (
    parts.module.create-modules { src = fs.get-snowfall-file "modules/home"; }
  );
  create-homes =
    homes:
    let
      entry =
        found:
        let
          said = homes.users.${found.name} or { };
        in
        lib.nameValuePair found.name (
          create-home (
            said
            // found
            // {
              modules = homeModules ++ said.modules or [ ] ++ homes.modules or [ ];
            }
          )
        );
    in
    # Of two of one name the later system's counts.
    lib.listToAttrs (lib.reverseList (map entry all));
in
{
  inherit
    create-home
    create-homes
    get-target-homes-metadata
    split-user-and-host
    ;
  home-lib = nixward.because "the library of snowfall's homes";

  # What a system's homes add to it: they are modules of home-manager's there.
  modules-of =
    name: system: homes:
    let
      isHere =
        found:
        let
          inherit (split-user-and-host found.name) host;
        in
        host == name || host == "" && found.system == system;
      here = lib.filter isHere all;
    in
    map (found: found.path) here ++ lib.optionals (here != [ ]) homeModules;
}
