# flake-parts' functions. Source: its documentation ("flake-parts lib", "Module Arguments").
lib:
let
  inherit (lib) mkOption types;

  # Like `deferredModule`, but what is merged is a list of modules.
  modulesOf =
    staticModules:
    lib.mkOptionType {
      name = "deferredModule";
      description = "module";
      inherit staticModules;
      inherit (types.deferredModule) check;
      merge =
        loc: defs:
        staticModules
        ++ map (
          def: lib.setDefaultModuleLocation "${def.file}, via option ${lib.showOption loc}" def.value
        ) defs;
      typeMerge =
        other:
        if other.name == "deferredModule" then modulesOf (staticModules ++ other.staticModules) else null;
    };

  isFlake = value: value._type or null == "flake";

  parts = {
    evalFlakeModule =
      args@{
        self ? args.inputs.self,
        inputs ? self.inputs,
        specialArgs ? { },
        moduleLocation ? "${self.outPath}/flake.nix",
      }:
      module:
      lib.evalModules {
        specialArgs = {
          inherit inputs moduleLocation self;
          flake-parts-lib = parts;
        }
        // specialArgs;
        modules = import ./modules ++ [ (lib.setDefaultModuleLocation "<mkFlake argument>" module) ];
        class = "flake";
        bystander = import ./bystander.nix;
      };
    # Only modules that look after the output's form set `processedFlake`; names stay.
    mkFlake = args: module: (parts.evalFlakeModule args module).config.flake;

    defaultModule =
      value: if isFlake value then value.flakeModules.default or value else value;
    importApply = lib.modules.importApply;
    importAndPublish =
      name: module:
      { ... }:
      {
        imports = [
          module
          ./extras/modules.nix
        ];
        flake.modules.flake.${name} = module;
      };

    mkPerSystemType = module: modulesOf [ module ];
    mkPerSystemOption = module: mkOption { type = parts.mkPerSystemType module; };
    mkDeferredModuleType = parts.mkPerSystemType;
    mkDeferredModuleOption = parts.mkPerSystemOption;
    deferredModuleWith =
      {
        staticModules ? [ ],
      }:
      modulesOf staticModules;
    mkSubmoduleOptions =
      options: mkOption { type = types.submoduleWith { modules = [ { inherit options; } ]; }; };
    mkAliasOptionModule = lib.mkAliasOptionModule;
    inherit (types) attrsWith;
    memoizeStr = f: f;

    # An option per system that is an output with the systems below it.
    mkTransposedPerSystemModule =
      {
        name,
        option,
        file,
      }:
      {
        _file = file;
        options = {
          flake.${name} = mkOption {
            type = types.lazyAttrsOf option.type;
            default = { };
          };
          perSystem = parts.mkPerSystemOption {
            _file = file;
            options.${name} = option;
          };
        };
        config.transposition.${name} = { };
      };
  };
in
parts
