//! Facts by real Nix, over tests/bench: what one broken option does, and what it leaves alone.

use std::fs;

use serde_json::Value;

use crate::nix::NixWorld;

const FLAKE: &str = r#"{
  inputs.nixpkgs.url = "path:BENCH";
  outputs = { self, nixpkgs }: {
    nixosConfigurations = nixpkgs.lib.genAttrs [ "bad" "good" ] (name: nixpkgs.lib.nixosSystem {
      system = "x86_64-linux";
      modules = [ ./base.nix (./. + "/${name}.nix") ];
    });
  };
}
"#;

const BASE: &str = r#"{
  fileSystems."/" = { device = "/dev/sda1"; fsType = "ext4"; };
  boot.loader.grub.device = "/dev/sda";
  services.openssh.enable = true;
  system.stateVersion = "26.05";
}
"#;

const GOOD: &str =
    "{\n  networking.hostName = \"good\";\n  networking.firewall.allowedTCPPorts = [ 80 ];\n}\n";

/// A module of the bad host, the fact that cannot be known, a part of what is said, and the line.
const BROKEN: &[(&str, &str, &str, Option<u64>)] = &[
    ("{\n  networking.hostName = abort \"no way\";\n}\n", "hostName", "no way", Some(2)),
    ("{\n  networking.hostName = throw \"oops\";\n}\n", "hostName", "oops", Some(2)),
    (
        "{ config, ... }:\n{\n  networking.hostName = config.foo.bar;\n}\n",
        "hostName",
        "'foo' missing",
        Some(3),
    ),
    (
        "{\n  networking.firewall.allowedTCPPorts = [ \"80\" ];\n}\n",
        "firewall",
        "is not of type",
        Some(2),
    ),
    ("{\n  networking.hostName = builtins.readFile ./gone;\n}\n", "hostName", "gone", Some(2)),
    (
        "{ config, ... }:\n{\n  networking.hostName = config.networking.hostName + \"x\";\n}\n",
        "hostName",
        "infinite recursion",
        Some(3),
    ),
];

/// The same of modules that leave nothing to be known.
const HOPELESS: &[(&str, &str)] = &[
    ("{\n  networking.hostName = \"bad\"\n}\n", "syntax error"),
    ("{\n  networking.hostNam = \"bad\";\n}\n", "does not exist"),
    ("{\n  imports = [ ./gone.nix ];\n}\n", "gone.nix"),
];

struct Fleet(NixWorld);

impl Fleet {
    fn new() -> Option<Self> {
        let nix = NixWorld::empty()?;
        let fleet = nix.world().fleet();
        let bench = nix.beside("bench");
        fs::write(fleet.join("flake.nix"), FLAKE.replace("BENCH", bench.to_str().unwrap()))
            .unwrap();
        fs::write(fleet.join("base.nix"), BASE).unwrap();
        fs::write(fleet.join("good.nix"), GOOD).unwrap();
        Some(Self(nix))
    }

    /// The facts of both hosts while the bad one has this module, and the exit code.
    fn facts(&self, module: &str) -> (Value, Option<i32>) {
        fs::write(self.0.world().fleet().join("bad.nix"), module).unwrap();
        let output = self.0.nixward(&["facts", "--json", "--jobs", "2"]);
        let error = String::from_utf8_lossy(&output.stderr);
        let report: Value =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{module}: {error}"));
        let [bad, good] = [0, 1].map(|at| report["hosts"][at]["facts"].clone());
        assert_eq!(good["hostName"]["value"], "good", "{module}: {error}");
        let failed = |facts: &Value| {
            facts.as_object().unwrap().values().filter(|fact| fact.get("error").is_some()).count()
        };
        assert_eq!(failed(&good), 0, "{module}: {good:#}");
        let open = good["firewall"]["value"]["open"].as_array().unwrap();
        let http = open.iter().find(|open| open["from"] == 80).unwrap();
        assert_eq!(http["file"], "good.nix", "{module}: {good:#}");
        (bad, output.status.code())
    }
}

#[test]
fn a_broken_option_hides_only_what_rests_on_it() {
    let Some(fleet) = Fleet::new() else { return };
    for (module, fact, says, line) in BROKEN {
        let (bad, exit) = fleet.facts(module);
        let error = &bad[fact]["error"];
        assert!(error["message"].as_str().unwrap_or("").contains(says), "{module}: {bad:#}");
        assert_eq!(error["at"]["file"], "bad.nix", "{module}: {error:#}");
        if let Some(line) = line {
            assert_eq!(error["at"]["line"], *line, "{module}: {error:#}");
        }
        assert_eq!(bad["fileSystems"]["value"]["/"]["fsType"], "ext4", "{module}: {bad:#}");
        assert_eq!(bad["ssh"]["value"]["enable"], true, "{module}: {bad:#}");
        assert_eq!(exit, Some(5), "{module}");
    }
}

#[test]
fn a_module_that_does_not_load_is_said_of_every_fact() {
    let Some(fleet) = Fleet::new() else { return };
    for (module, says) in HOPELESS {
        let (bad, exit) = fleet.facts(module);
        let error = &bad["modules"]["error"];
        assert!(error["message"].as_str().unwrap_or("").contains(says), "{module}: {bad:#}");
        assert_eq!(exit, Some(5), "{module}");
    }
}

#[test]
fn failed_assertions_and_warnings_are_facts() {
    let Some(fleet) = Fleet::new() else { return };
    let module = "{\n  assertions = [ { assertion = false; message = \"x y\"; } ];\n  warnings = [ \"w\" ];\n  \
                  users.users.ann = { isNormalUser = true; extraGroups = [ \"wheel\" ]; };\n}\n";
    let (bad, exit) = fleet.facts(module);
    assert_eq!(bad["assertions"]["value"][0], "x y", "{bad:#}");
    assert_eq!(bad["warnings"]["value"][0], "w");
    assert_eq!(bad["users"]["value"]["ann"]["wheel"], true);
    assert_eq!(exit, Some(0));
}
