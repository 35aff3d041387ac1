# `system.build.toplevel`: a real derivation with the files that deployment tools look for.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkOption types;
  cfg = config.system;

  failed = map (assertion: assertion.message) (
    lib.filter (assertion: !assertion.assertion) config.assertions
  );
  checked =
    value:
    if failed != [ ] then
      throw "\nFailed assertions:\n${lib.concatMapStringsSep "\n" (message: "- ${message}") failed}"
    else
      builtins.foldl' (value: warning: lib.warn warning value) value config.warnings;

  etcFile = name: file: ''
    mkdir -p "$(dirname "$out/etc/${name}")"
    ln -s ${file.source} "$out/etc/${name}"
  '';

  # Snippets in an order that respects `deps`.
  ordered =
    let
      visit =
        done: name:
        if lib.elem name done then
          done
        else
          builtins.foldl' visit done cfg.activationScripts.${name}.deps ++ [ name ];
    in
    lib.unique (builtins.foldl' visit [ ] (builtins.attrNames cfg.activationScripts));
  activate = pkgs.writeShellScript "activate" (
    lib.concatMapStrings (name: "# ${name}\n${cfg.activationScripts.${name}.text}\n") ordered
  );
in
{
  options = {
    assertions = mkOption {
      type = types.listOf types.unspecified;
      default = [ ];
      description = "Conditions that must hold, with a message for when they do not.";
    };
    warnings = mkOption {
      type = types.listOf types.str;
      default = [ ];
      description = "Shown when the host is evaluated.";
    };
    environment = {
      systemPackages = mkOption {
        type = types.listOf types.package;
        default = [ ];
        description = "Packages in everybody's PATH.";
      };
      etc = mkOption {
        description = "Files below /etc.";
        default = { };
        type = types.attrsOf (
          types.submodule (
            { name, config, ... }:
            {
              options = {
                text = mkOption {
                  type = types.nullOr types.lines;
                  default = null;
                  description = "Content.";
                };
                source = mkOption {
                  type = types.path;
                  description = "File to link to.";
                };
              };
              config = lib.mkIf (config.text != null) {
                source = lib.mkDefault (pkgs.writeText (builtins.baseNameOf name) config.text);
              };
            }
          )
        );
      };
    };
    system = {
      stateVersion = mkOption {
        type = types.str;
        default = "26.05";
        description = "Release whose defaults for state the host keeps.";
      };
      nixos.release = mkOption {
        type = types.str;
        default = "26.05";
        readOnly = true;
        description = "Release.";
      };
      activationScripts = mkOption {
        description = "Snippets run when the configuration is activated.";
        default = { };
        type = types.attrsOf (
          types.coercedTo types.str (text: { inherit text; }) (
            types.submodule {
              options = {
                deps = mkOption {
                  type = types.listOf types.str;
                  default = [ ];
                  description = "Snippets that run before.";
                };
                text = mkOption {
                  type = types.lines;
                  description = "The snippet.";
                };
              };
            }
          )
        );
      };
      build = mkOption {
        type = types.lazyAttrsOf types.raw;
        default = { };
        description = "Derivations of this host.";
      };
    };
  };

  config = {
    environment.etc.hostname.text = config.networking.hostName + "\n";
    system.activationScripts = {
      specialfs = "";
      users = "";
      groups = "";
    };
    system.build.toplevel = checked (
      pkgs.runCommand "nixos-system-${config.networking.hostName}-${cfg.nixos.release}.bench"
        {
          version = "${cfg.nixos.release}.bench";
          host = config.networking.hostName;
          packages = config.environment.systemPackages;
        }
        ''
          mkdir -p "$out/bin" "$out/etc" "$out/sw/bin"
          printf %s "$version" > "$out/nixos-version"
          printf %s ${pkgs.system} > "$out/system"
          ln -s ${activate} "$out/activate"
          ${lib.concatStrings (lib.mapAttrsToList etcFile config.environment.etc)}
          for package in $packages; do
            for program in "$package"/bin/*; do
              ln -sf "$program" "$out/sw/bin/"
            done
          done
          sed "s|@toplevel@|$out|" ${./switch-to-configuration.sh} > "$out/bin/switch-to-configuration"
          chmod +x "$out/bin/switch-to-configuration"
        ''
    );
  };
}
