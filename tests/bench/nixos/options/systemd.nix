# Units, as far as they are plain text in a file.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkOption types;
  list = mkOption {
    type = types.listOf types.str;
    default = [ ];
  };
  section = mkOption {
    type = types.attrsOf types.anything;
    default = { };
  };
  common = {
    description = mkOption {
      type = types.str;
      default = "";
    };
    after = list;
    before = list;
    conflicts = list;
    onFailure = list;
    requiredBy = list;
    requires = list;
    wantedBy = list;
    wants = list;
    unitConfig = section;
  };
  unit = more: types.attrsOf (types.submodule { options = common // more; });

  lines =
    set:
    lib.concatStrings (
      lib.mapAttrsToList (
        name: value: lib.concatMapStrings (one: "${name}=${text one}\n") (lib.toList value)
      ) set
    );
  text = value: if builtins.isBool value then lib.boolToString value else toString value;
  relations = unit: {
    Description = unit.description;
    After = unit.after;
    Before = unit.before;
    Conflicts = unit.conflicts;
    OnFailure = unit.onFailure;
    Requires = unit.requires;
    Wants = unit.wants;
  };
  script =
    unit:
    lib.optionalAttrs (unit.script != "") { ExecStart = pkgs.writeShellScript "start" unit.script; };
  file = kind: sectionOf: name: unit: {
    name = "systemd/system/${name}.${kind}";
    value.text = ''
      [Unit]
      ${lines (relations unit // unit.unitConfig)}
      ${sectionOf unit}
      [Install]
      ${lines {
        WantedBy = unit.wantedBy;
        RequiredBy = unit.requiredBy;
      }}'';
  };
in
{
  options.systemd = {
    tmpfiles.rules = list;
    services = mkOption {
      default = { };
      type = unit {
        environment = section;
        path = mkOption {
          type = types.listOf types.unspecified;
          default = [ ];
        };
        script = mkOption {
          type = types.lines;
          default = "";
        };
        serviceConfig = section;
      };
    };
    timers = mkOption {
      default = { };
      type = unit { timerConfig = section; };
    };
  };

  config.environment.etc =
    lib.mapAttrs' (file "service" (
      unit: "[Service]\n${lines (script unit // unit.serviceConfig)}"
    )) config.systemd.services
    // lib.mapAttrs' (file "timer" (unit: "[Timer]\n${lines unit.timerConfig}")) config.systemd.timers;
}
