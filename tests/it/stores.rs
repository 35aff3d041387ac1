//! What hosts do that write to the store while they are evaluated: the same is said of them whatever the
//! store has.

use std::fs;

use serde_json::{Value, json};

use crate::nix::NixWorld;
use crate::remembered::BASE;

const FLAKE: &str = r#"{
  inputs.nixpkgs.url = "path:BENCH";
  outputs = { self, nixpkgs }: {
    nixosConfigurations = nixpkgs.lib.genAttrs [ "path" "filter" "tofile" "built" ] (name: nixpkgs.lib.nixosSystem {
      system = "x86_64-linux";
      modules = [ ./base.nix (./. + "/${name}.nix") ];
    });
  };
}
"#;

/// Each host with the name that its file gives it.
const HOSTS: &[(&str, &str)] = &[
    ("path", "builtins.readFile \"${builtins.path { path = ./data; name = \"data\"; }}/name\""),
    (
        "filter",
        "builtins.concatStringsSep \"-\" (builtins.attrNames (builtins.readDir (builtins.filterSource (path: _: \
         baseNameOf path != \"left-out\") ./data)))",
    ),
    ("tofile", "import (builtins.toFile \"name.nix\" \"\\\"written\\\"\")"),
    ("built", BUILT),
];

const BUILT: &str = "import (derivation { name = \"name.nix\"; system = SYSTEM; builder = \"/bin/sh\"; args = [ \"-c\" \"echo '\\\"made\\\"' > $out\" ]; })";

struct Fleet(NixWorld);

impl Fleet {
    fn new() -> Option<Self> {
        let nix = NixWorld::empty()?;
        let fleet = nix.world().fleet();
        let bench = nix.beside("bench");
        let put = |file: &str, text: &str| {
            let file = fleet.join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        };
        put("flake.nix", &FLAKE.replace("BENCH", bench.to_str().unwrap()));
        put("base.nix", BASE);
        put("data/name", "read");
        put("data/left-out", "");
        let system = format!("\"{}-linux\"", std::env::consts::ARCH);
        for (host, name) in HOSTS {
            let name = name.replace("SYSTEM", &system);
            put(&format!("{host}.nix"), &format!("{{\n  networking.hostName = {name};\n}}\n"));
        }
        nix.world().git(&["init", "-q", "-b", "main"]);
        nix.world().git(&["add", "."]);
        nix.lock();
        nix.world().git(&["add", "."]);
        Some(Self(nix))
    }

    /// The facts of all hosts.
    fn facts(&self, flags: &[&str]) -> Value {
        let output = self.0.nixward(&[&["facts", "--json"], flags].concat());
        let error = String::from_utf8_lossy(&output.stderr);
        let report: Value = serde_json::from_slice(&output.stdout).expect(&error);
        let rows = report["hosts"].as_array().unwrap().iter();
        rows.map(|row| (row["host"].as_str().unwrap().to_owned(), row["facts"].clone())).collect()
    }
}

fn name(facts: &Value, host: &str) -> Value {
    facts[host]["hostName"]["value"].clone()
}

#[test]
fn a_verdict_does_not_depend_on_what_the_store_has() {
    // Each way of asking meets a store that has nothing, and one that has everything.
    for flags in [&[][..], &["--no-cache"]] {
        let Some(fleet) = Fleet::new() else { return };
        let empty = fleet.facts(flags);
        assert_eq!(name(&empty, "path"), json!("read"), "{flags:?}: {empty:#}");
        assert_eq!(name(&empty, "filter"), json!("name"), "{flags:?}");
        // Nix 2.8 forbids this of a flake, whatever the store has.
        let written = &empty["tofile"]["hostName"];
        let forbidden = written["error"]["message"].as_str().unwrap_or("").contains("is forbidden");
        assert!(forbidden || written["value"] == "written", "{flags:?}: {written:#}");
        let why = empty["built"]["hostName"]["error"]["message"].as_str().unwrap();
        assert!(why.contains("name.nix"), "{flags:?}: {why}");
        assert_eq!(fleet.facts(&["--no-cache"]), empty, "{flags:?}: the store has it");

        let building = [flags, &["--allow-build"]].concat();
        let built = fleet.facts(&building);
        assert_eq!(name(&built, "built"), json!("made"), "{building:?}: {built:#}");
        assert_eq!(fleet.facts(&["--no-cache", "--allow-build"]), built, "{building:?}");
    }
}
