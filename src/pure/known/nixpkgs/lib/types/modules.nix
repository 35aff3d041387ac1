# Types that hold modules.
lib:
let
  inherit (builtins) isAttrs;
  inherit (lib) mkOptionType types;
  nixward = import ../../../nixward.nix;

  isModule = value: isAttrs value || lib.isFunction value || types.path.check value;

  # Whether sets are only `config`: what one declaration says holds for one that says nothing.
  shorthand = left: right: if left == null then right else left;

  submoduleWith =
    {
      modules,
      specialArgs ? { },
      shorthandOnlyDefinesConfig ? false,
      description ? null,
      class ? null,
    }@given:
    let
      asModule =
        def:
        let
          plain = !nixward.isUnknown def.value && isAttrs def.value;
        in
        {
          _file = def.file;
        }
        // (
          if plain && shorthandOnlyDefinesConfig == true then
            { config = def.value; }
          else
            { imports = [ def.value ]; }
        );
      evaluate =
        prefix: name: defs:
        lib.evalModules {
          inherit class prefix specialArgs;
          modules = [ { _module.args.name = name; } ] ++ modules ++ map asModule defs;
        };
    in
    mkOptionType {
      name = "submodule";
      inherit modules;
      arguments = {
        inherit class specialArgs;
        shorthandOnlyDefinesConfig = given.shorthandOnlyDefinesConfig or false;
      };
      check = isModule;
      emptyValue.value = (evaluate [ ] (lib.mkOptionDefault "‹name›") [ ]).config;
      merge = loc: defs: (evaluate loc (lib.last loc) defs).config;
      getSubModules = modules;
      getSubOptions = prefix: (evaluate prefix (lib.mkOptionDefault "‹name›") [ ]).options;
      substSubModules = modules: submoduleWith (given // { inherit modules; });
      typeMerge =
        other:
        if other.name == "submodule" then
          submoduleWith {
            modules = modules ++ other.modules;
            specialArgs = specialArgs // other.arguments.specialArgs;
            class = if class == null then other.arguments.class else class;
            shorthandOnlyDefinesConfig = shorthand shorthandOnlyDefinesConfig other.arguments.shorthandOnlyDefinesConfig;
          }
        else
          null;
    };

  deferredModuleWith =
    {
      staticModules ? [ ],
    }:
    mkOptionType {
      name = "deferredModule";
      description = "module";
      inherit staticModules;
      check = isModule;
      merge = loc: defs: {
        imports =
          staticModules
          ++ map (
            def: lib.setDefaultModuleLocation "${def.file}, via option ${lib.showOption loc}" def.value
          ) defs;
      };
      getSubModules = staticModules;
      substSubModules = modules: deferredModuleWith { staticModules = modules; };
      typeMerge =
        other:
        if other.name == "deferredModule" then
          deferredModuleWith { staticModules = staticModules ++ other.staticModules; }
        else
          null;
    };
in
{
  inherit deferredModuleWith submoduleWith;
  submodule =
    module:
    submoduleWith {
      shorthandOnlyDefinesConfig = true;
      modules = lib.toList module;
    };
  deferredModule = deferredModuleWith { };
}
