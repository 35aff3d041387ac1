# The module system: modules in, one configuration out. Written from the manual ("Module System",
# "Writing NixOS Modules").
#
# Three steps: `collect` loads modules and what they import; `tree` walks declarations and
# definitions together, from the root to each option; `option` makes one value of one option.
#
# What is not known stays apart all the way: a module, a definition or a condition that nobody knows
# makes what it can reach open, maybe or unknown, and nothing else.
lib:
let
  definitions = import ./definitions.nix lib;
  option = import ./option.nix lib;
  properties = import ./properties.nix lib;
  aliases = import ./aliases.nix lib;
in
properties
// aliases
// {
  inherit (import ./evaluation.nix lib) evalModules;
  inherit (option) mergeDefinitions;
  # For types of this library: definitions of an element, and what becomes of them.
  inherit (definitions) certainOf withoutDoubt;
  inherit (option) element;

  setDefaultModuleLocation = file: module: {
    _file = file;
    imports = [ module ];
  };
  importApply =
    path: arguments: lib.modules.setDefaultModuleLocation path (import path arguments);
  importJSON = file: {
    _file = file;
    config = lib.importJSON file;
  };
  importTOML = file: {
    _file = file;
    config = lib.importTOML file;
  };
}
