# nixpkgs' `lib`, as far as flakes use it to say which hosts they have. Written from its documented
# behaviour; every function answers as the real one does (tests/it/pure/known.rs), and a name that
# is not here is unknown rather than missing, since every set is open.
#
# Tests give each text to real Nix as well, with ../../nixward.nix for what Nix has no word for.
let
  nixward = import ../../nixward.nix;
  fixedPoints = import ./fixed-points.nix fixedPoints;
in
fixedPoints.makeExtensible (
  lib:
  let
    load = builtins.mapAttrs (_: file: import file lib);
    open = builtins.mapAttrs (
      name: nixward.openFunctions "a part of nixpkgs' `lib.${name}` that is not known"
    );

    # Subjects whose functions stand in `lib` itself too.
    shared = load {
      asserts = ./asserts.nix;
      attrsets = ./attrsets.nix;
      customisation = ./customisation.nix;
      debug = ./debug.nix;
      filesystem = ./filesystem.nix;
      fixedPoints = ./fixed-points.nix;
      lists = ./lists.nix;
      meta = ./meta.nix;
      strings = ./strings.nix;
      trivial = ./trivial.nix;
    };
    apart = load {
      fileset = ./fileset.nix;
      generators = ./generators.nix;
      modules = ./modules;
      options = ./options.nix;
      path = ./path.nix;
      systems = ./systems.nix;
      types = ./types;
      versions = ./versions.nix;
    };
  in
  nixward.openFunctions "a part of nixpkgs' `lib` that is not known" (
    import ./builtins.nix
    // builtins.foldl' (all: functions: all // functions) { } (builtins.attrValues shared)
    // open shared
    // open apart
    // {
      # Two subjects have a function of this name.
      inherit (lib.lists) replicate;
      platforms = lib.systems.doubles;

      # The module system is read where a flake asks for it.
      inherit (lib.modules)
        doRename
        evalModules
        mergeDefinitions
        mkAfter
        mkAliasAndWrapDefinitions
        mkAliasDefinitions
        mkAliasOptionModule
        mkAliasOptionModuleMD
        mkAssert
        mkBefore
        mkChangedOptionModule
        mkDefault
        mkDefinition
        mkDerivedConfig
        mkFixStrictness
        mkForce
        mkIf
        mkImageMediaOverride
        mkMerge
        mkMergedOptionModule
        mkOptionDefault
        mkOrder
        mkOverride
        mkRemovedOptionModule
        mkRenamedOptionModule
        mkRenamedOptionModuleWith
        mkVMOverride
        setDefaultModuleLocation
        ;
      inherit (lib.options)
        getFiles
        getValues
        isOption
        literalExpression
        literalMD
        mergeDefaultOption
        mergeEqualOption
        mergeOneOption
        mergeUniqueOption
        mkEnableOption
        mkOption
        mkPackageOption
        mkSinkUndeclaredOptions
        showDefs
        showFiles
        showOption
        unknownModule
        ;
      inherit (lib.types)
        isOptionType
        isType
        mkOptionType
        setType
        ;
    }
  )
)
