# docs/modules.md, made from the options of the modules.
{ repository }:
let
  bench = repository + "/tests/bench";
  lib = import (bench + "/lib");
  pkgs = import (bench + "/pkgs") {
    inherit lib;
    system = "x86_64-linux";
  };
  folder = bench + "/nixos/options";
  evaluated = lib.evalModules {
    modules = map (name: folder + "/${name}") (builtins.attrNames (builtins.readDir folder)) ++ [
      (bench + "/nixos/toplevel.nix")
      { _module.args.pkgs = pkgs; }
      (import (repository + "/modules")).default
    ];
  };

  # All options below a set of them, those inside of a submodule as `<name>`.
  below =
    path: set:
    lib.concatMap (
      name:
      let
        found = set.${name};
        here = path ++ [ name ];
      in
      if name == "_module" then
        [ ]
      else if lib.isOption found then
        [ (found // { inherit here; }) ] ++ inside here found.type
      else
        below here found
    ) (builtins.attrNames set);
  inside =
    path: type:
    if type.name == "submodule" then
      below path (type.getSubOptions path)
    else if type.name == "attrsOf" && type.nestedTypes.elemType.name == "submodule" then
      below (path ++ [ "<name>" ]) (type.nestedTypes.elemType.getSubOptions (path ++ [ "<name>" ]))
    else
      [ ];

  shown = value: if value ? _type then value.text else lib.generators.toPretty { multiline = false; } value;
  line =
    word: option: name:
    lib.optionalString (option ? ${name}) "- ${word}: `${lib.replaceStrings [ "\n" ] [ " " ] (shown option.${name})}`\n";
  default = option: if option ? defaultText then "defaultText" else "default";
  section = option: ''
    ### ${lib.concatStringsSep "." option.here}

    ${lib.removeSuffix "\n" option.description}

    - Type: ${option.type.description}
    ${line "Default" option (default option)}${line "Example" option "example"}
  '';

  area = title: text: path: ''
    ## ${title}

    ${text}

    ${lib.concatMapStrings section (below path (lib.attrByPath path { } evaluated.options))}'';
in
''
  # Options of the NixOS modules

  `nixosModules.default` has all of them. `nixward render` sets those of monitoring and logging from the
  inventory, at a priority (900) that every value of your own wins over; they can be set by hand as well.
  Made from the options; a test keeps it equal.

  ${area "Monitoring" "Exporters on every host; Prometheus, Alertmanager, probes and Grafana on one." [
    "nixward"
    "monitoring"
  ]}${area "Logging" "Alloy sends the journal of every host; Loki keeps it on one." [
    "nixward"
    "logging"
  ]}${area "Secrets that are due" "A timer whose unit fails as long as values are to be changed." [
    "nixward"
    "due"
  ]}''
