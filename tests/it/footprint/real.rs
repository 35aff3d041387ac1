//! The same of a host of real NixOS: whatever happens to its flake, its facts are those of a new
//! evaluation.
//!
//! `NIXWARD_TEST_NIXPKGS` names the nixpkgs, without which nothing happens; `NIXWARD_TEST_REAL_MUTATIONS`
//! how many mutations there are instead of the usual number, `NIXWARD_TEST_SEED` repeats a run.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::dice::Dice;
use crate::nix::NixWorld;

/// Mutations in an ordinary run.
const USUAL: usize = 3;

const FLAKE: &str = r#"{
  inputs.nixpkgs.url = "path:NIXPKGS";
  inputs.extra.url = "path:EXTRA";
  outputs = { self, nixpkgs, extra }: {
    nixosConfigurations.web = nixpkgs.lib.nixosSystem {
      system = "x86_64-linux";
      specialArgs = { inherit self extra; fleet = import ./fleet.nix; };
      modules = [ ./hosts/web.nix ];
    };
  };
}
"#;

/// A host that uses its flake in all ways in which a host that is not bound to the whole tree can.
const WEB: &str = r#"{ lib, pkgs, extra, fleet, ... }:
{
  imports = map (name: ../modules + "/${name}") (builtins.attrNames (builtins.readDir ../modules));
  networking.hostName = "web";
  networking.domain = fleet.site;
  fileSystems."/" = { device = "/dev/sda1"; fsType = "ext4"; };
  boot.loader.grub.device = "/dev/sda";
  services.openssh.enable = true;
  services.nginx.enable = builtins.pathExists ../notes/nginx;
  users.motd = builtins.readFile ../notes/motd;
  environment.etc.notes.source = ../notes;
  networking.firewall.allowedTCPPorts = [ extra.port ];
  warnings = map (name: "note ${name}") (builtins.attrNames (builtins.readDir ../notes));
}
"#;

/// What a mutation writes, by the file that it writes.
const FILES: &[(&str, &str)] = &[
    ("modules/a.nix", "{ networking.firewall.allowedTCPPorts = [ N ]; }\n"),
    ("modules/b.nix", "{ networking.firewall.allowedUDPPorts = [ N ]; }\n"),
    ("modules/c.nix", "{ boot.kernel.sysctl.\"vm.swappiness\" = N; }\n"),
    ("notes/motd", "hello N\n"),
    ("notes/nginx", "N\n"),
    ("notes/other", "N\n"),
    ("fleet.nix", "{ site = \"siteN.example\"; }\n"),
    ("README.md", "nobody reads N\n"),
    ("docs/deep/page.md", "nor N\n"),
];

struct Fleet(NixWorld);

impl Fleet {
    fn new(nixpkgs: &Path) -> Option<Self> {
        let fleet = Self(NixWorld::empty()?);
        let extra = fleet.0.beside("extra");
        let flake = FLAKE.replace("NIXPKGS", nixpkgs.to_str().unwrap());
        fleet.put("flake.nix", &flake.replace("EXTRA", extra.to_str().unwrap()));
        fleet.put("hosts/web.nix", WEB);
        for (file, text) in FILES {
            fleet.put(file, &text.replace('N', "1"));
        }
        fleet.git(&["init", "-q", "-b", "main"]);
        fleet.git(&["add", "."]);
        fleet.bump(1);
        fleet.git(&["commit", "-qm", "first"]);
        Some(fleet)
    }

    fn put(&self, file: &str, text: &str) {
        let path = self.path(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn path(&self, file: &str) -> std::path::PathBuf {
        self.0.world().fleet().join(file)
    }

    fn git(&self, args: &[&str]) {
        self.0.world().try_git(args);
    }

    /// Another version of the small input.
    fn bump(&self, number: usize) {
        let extra = self.0.beside("extra");
        fs::create_dir_all(&extra).unwrap();
        let text = format!("{{ outputs = _: {{ port = {}; }}; }}\n", 4000 + number);
        fs::write(extra.join("flake.nix"), text).unwrap();
        // Only the small input has changed, and the other is large.
        let lock = self.path("flake.lock");
        if let Ok(text) = fs::read_to_string(&lock) {
            let mut locked: Value = serde_json::from_str(&text).unwrap();
            locked["nodes"].as_object_mut().unwrap().remove("extra");
            locked["nodes"]["root"]["inputs"].as_object_mut().unwrap().remove("extra");
            fs::write(&lock, serde_json::to_string(&locked).unwrap()).unwrap();
        }
        self.0.lock();
        self.git(&["add", "flake.lock"]);
    }

    /// The facts of the host, and whether they are remembered ones.
    fn facts(&self, more: &[&str]) -> (Value, bool) {
        let args = [&["facts", "web", "--json"], more].concat();
        let output = self.0.nixward(&args);
        let error = String::from_utf8_lossy(&output.stderr);
        let report: Value = serde_json::from_slice(&output.stdout).expect(&error);
        let host = &report["hosts"][0];
        (host["facts"].clone(), host["cached"] == true)
    }

    fn mutate(&self, dice: &mut Dice) -> String {
        let number = dice.below(1000);
        let (file, text) = FILES[dice.below(FILES.len())];
        let path = self.path(file);
        match dice.below(10) {
            0..=3 => {
                self.put(file, &text.replace('N', &number.to_string()));
                self.git(&["add", "-N", file]);
                format!("write {file}")
            }
            4 => {
                drop(fs::remove_file(path));
                self.git(&["add", "-A"]);
                format!("delete {file}")
            }
            5 => {
                self.put(&format!("untracked-{number}"), "");
                "an untracked file".to_owned()
            }
            6 => {
                self.git(&["commit", "-qam", "next"]);
                "commit".to_owned()
            }
            7 => {
                self.git(&["reset", "-q", "--hard"]);
                "back to the commit".to_owned()
            }
            8 => {
                self.bump(number);
                "lock bump".to_owned()
            }
            _ => {
                self.put(&format!("modules/new{number}.nix"), "{ }\n");
                self.git(&["add", "modules"]);
                "a new module".to_owned()
            }
        }
    }
}

#[test]
fn facts_of_a_real_host_hold() {
    let Some(nixpkgs) = std::env::var_os("NIXWARD_TEST_NIXPKGS") else {
        println!("skipped: NIXWARD_TEST_NIXPKGS is not set");
        return;
    };
    let Some(fleet) = Fleet::new(Path::new(&nixpkgs)) else { return };
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse().ok());
    let mutations = number("NIXWARD_TEST_REAL_MUTATIONS").unwrap_or(USUAL);
    let seed = number("NIXWARD_TEST_SEED").unwrap_or(mutations);
    println!("seed {seed}, {mutations} mutations");
    let mut dice = Dice::new(seed);
    let (mut cached, mut failed) = (0, 0);
    for step in 0..mutations {
        let what = fleet.mutate(&mut dice);
        let (ours, is_cached) = fleet.facts(&[]);
        let (theirs, _) = fleet.facts(&["--no-cache"]);
        cached += usize::from(is_cached);
        failed += usize::from(!theirs["hostName"]["error"].is_null());
        assert_eq!(ours, theirs, "seed {seed}, step {step}, {what}");
    }
    println!("{cached} remembered, {failed} of hosts that fail");
}
