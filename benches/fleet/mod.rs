//! A flake as a large fleet has it: twelve hosts that share several hundred modules.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

const HOSTS: usize = 12;

/// Every host takes one module of so many.
const SHARE: usize = 3;

/// Makes it, with so many Nix files, in a git repository where all of them are committed.
pub fn make(folder: &Path, files: usize) {
    let modules = files - 1 - 2 * HOSTS;
    write(folder, "flake.nix", &flake());
    write(folder, "flake.lock", LOCK);
    for number in 0..modules {
        write(folder, &module_path(number), &module(number, ""));
    }
    for host in 0..HOSTS {
        let mut imports = String::new();
        for number in (0..modules).filter(|number| number % SHARE == host % SHARE) {
            let _ = writeln!(imports, "    ../../{}", module_path(number));
        }
        let text = format!(
            "{{ ... }}:\n{{\n  imports = [\n    ./hardware.nix\n{imports}  ];\n  networking.hostName = \"host{host}\";\n}}\n"
        );
        write(folder, &format!("hosts/host{host}/default.nix"), &text);
        write(folder, &format!("hosts/host{host}/hardware.nix"), HARDWARE);
    }
    git(folder, &["init", "--quiet"]);
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "--message=all"]);
}

/// Changes one module and stages it; another `round`, another change.
pub fn change(folder: &Path, round: usize) {
    let note = format!("  # changed for the {round}th time\n");
    write(folder, &module_path(7), &module(7, &note));
    git(folder, &["add", "--all"]);
}

fn module_path(number: usize) -> String {
    const AREAS: &[&str] = &["services", "desktop", "network", "users", "hardware"];
    format!("modules/{}/unit{number}.nix", AREAS[number % AREAS.len()])
}

fn flake() -> String {
    let hosts = (0..HOSTS).fold(String::new(), |mut hosts, host| {
        let _ = writeln!(hosts, "      host{host} = host \"host{host}\";");
        hosts
    });
    format!(
        "{{
  inputs.nixpkgs.url = \"github:NixOS/nixpkgs/nixos-25.05\";
  outputs = {{ self, nixpkgs }}:
    let
      host = name: nixpkgs.lib.nixosSystem {{
        specialArgs = {{ inherit self; }};
        modules = [ ./hosts/${{name}} ];
      }};
    in
    {{
      nixosConfigurations = {{
{hosts}      }};
    }};
}}
"
    )
}

/// A module of about 1,800 bytes, such as people write for a service.
fn module(number: usize, note: &str) -> String {
    MODULE
        .replace("NUMBER", &number.to_string())
        .replace("PORT", &(1024 + number).to_string())
        .replace("  # NOTE\n", note)
}

const MODULE: &str = r#"{ config, lib, pkgs, ... }:

let
  cfg = config.fleet.unitNUMBER;
  inherit (lib) mkEnableOption mkIf mkOption types;
  settings = {
    inherit (cfg) port;
    hosts = map (host: "${host}.example.org") cfg.hosts;
    limits = lib.mapAttrs (_: value: value * 1024) cfg.limits;
  };
in
{
  # NOTE
  options.fleet.unitNUMBER = {
    enable = mkEnableOption "unit NUMBER";
    port = mkOption {
      type = types.port;
      default = PORT;
      description = "Where unit NUMBER listens.";
    };
    hosts = mkOption {
      type = types.listOf types.str;
      default = [ ];
      description = ''
        Names that unit NUMBER answers to.
        Each gets a certificate of its own.
      '';
    };
    limits = mkOption {
      type = types.attrsOf types.int;
      default = { memory = 512; tasks = 64; };
    };
  };

  config = mkIf cfg.enable {
    systemd.services.unitNUMBER = {
      description = "Unit NUMBER";
      wantedBy = [ "multi-user.target" ];
      after = [ "network-online.target" ] ++ lib.optional config.services.postgresql.enable "postgresql.service";
      environment.UNIT_CONFIG = pkgs.writeText "unitNUMBER.json" (builtins.toJSON settings);
      serviceConfig = {
        ExecStart = "${pkgs.hello}/bin/hello --port ${toString cfg.port}";
        DynamicUser = true;
        MemoryMax = "${toString cfg.limits.memory}M";
        ProtectSystem = "strict";
        Restart = "on-failure";
      };
      script = ''
        set -euo pipefail
        for host in ${lib.concatStringsSep " " cfg.hosts}; do
          echo "serving $host on ${toString cfg.port}"
        done
      '';
    };
    networking.firewall.allowedTCPPorts = [ cfg.port ];
    users.users.unitNUMBER = { isSystemUser = true; group = "unitNUMBER"; };
    users.groups.unitNUMBER = { };
  };
}
"#;

const HARDWARE: &str = r#"{ lib, ... }:
{
  fileSystems."/" = { device = "/dev/disk/by-label/root"; fsType = "ext4"; };
  nixpkgs.hostPlatform = lib.mkDefault "x86_64-linux";
}
"#;

const LOCK: &str = r#"{
  "nodes": {
    "nixpkgs": {
      "locked": {
        "lastModified": 1750000000,
        "narHash": "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "owner": "NixOS",
        "repo": "nixpkgs",
        "rev": "1111111111111111111111111111111111111111",
        "type": "github"
      },
      "original": { "owner": "NixOS", "ref": "nixos-25.05", "repo": "nixpkgs", "type": "github" }
    },
    "root": { "inputs": { "nixpkgs": "nixpkgs" } }
  },
  "root": "root",
  "version": 7
}
"#;

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn git(folder: &Path, args: &[&str]) {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=bench", "-c", "user.email=bench@example.org"]);
    let status = git.args(args).current_dir(folder).stdout(Stdio::null()).status().unwrap();
    assert!(status.success(), "git {args:?}");
}
