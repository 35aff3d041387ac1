//! Evaluations that are remembered, as a user meets them: `check --tier`, `facts`, `--explain-cache`.

use std::fs;
use std::process::Output;

use serde_json::Value;

use crate::harness::World;
use crate::nix::NixWorld;

const FLAKE: &str = r#"{
  inputs.nixpkgs.url = "path:BENCH";
  inputs.extra.url = "path:EXTRA";
  outputs = { self, nixpkgs, extra }: {
    nixosConfigurations = nixpkgs.lib.genAttrs [ "a" "b" "bound" "user" ] (name: nixpkgs.lib.nixosSystem {
      system = "x86_64-linux";
      specialArgs = { inherit extra; };
      modules = [ ./base.nix (./hosts + "/${name}.nix") ];
    });
  };
}
"#;

pub(crate) const BASE: &str = r#"{
  fileSystems."/" = { device = "/dev/sda1"; fsType = "ext4"; };
  boot.loader.grub.device = "/dev/sda";
  system.stateVersion = "26.05";
}
"#;

const HOSTS: &[(&str, &str)] = &[
    ("a", "{ networking.hostName = \"a\"; }\n"),
    ("b", "{ networking.hostName = \"b\"; }\n"),
    ("bound", "{\n  networking.hostName = \"bound\";\n  warnings = [ (toString ./.) ];\n}\n"),
    ("user", "{ extra, ... }: { networking.hostName = extra.name; }\n"),
];

pub(crate) struct Fleet(NixWorld);

impl Fleet {
    pub(crate) fn new() -> Option<Self> {
        let mut nix = NixWorld::empty()?;
        nix.count();
        let (bench, extra) = (nix.beside("bench"), nix.beside("extra"));
        fs::create_dir(&extra).unwrap();
        fs::write(extra.join("flake.nix"), "{ outputs = _: { name = \"user\"; }; }\n").unwrap();
        let flake = FLAKE.replace("BENCH", bench.to_str().unwrap());
        let fleet = Self(nix);
        fleet.put("flake.nix", &flake.replace("EXTRA", extra.to_str().unwrap()));
        fleet.put("base.nix", BASE);
        for (name, text) in HOSTS {
            fleet.put(&format!("hosts/{name}.nix"), text);
        }
        let git = |args: &[&str]| fleet.0.world().git(args);
        git(&["init", "-q", "-b", "main"]);
        git(&["add", "."]);
        fleet.0.lock();
        git(&["add", "."]);
        git(&["commit", "-qm", "first"]);
        // From here on the tree is dirty: that it becomes so evaluates everything once.
        fleet.put("base.nix", &format!("{BASE}\n"));
        fleet.0.starts();
        Some(fleet)
    }

    pub(crate) fn put(&self, path: &str, text: &str) {
        let path = self.0.world().fleet().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn nixward(&self, args: &[&str]) -> Output {
        self.0.nixward(args)
    }

    pub(crate) fn world(&self) -> &World {
        self.0.world()
    }

    /// What `nix eval --json` says.
    #[track_caller]
    pub(crate) fn eval(&self, args: &[&str]) -> String {
        self.0.eval(args)
    }

    /// The state of each host's evaluation, by name, and how often Nix was started.
    #[track_caller]
    fn check(&self, tier: &str) -> (String, usize) {
        let output = self.nixward(&["check", "--json", "--tier", tier]);
        let error = String::from_utf8_lossy(&output.stderr);
        let report: Value = serde_json::from_slice(&output.stdout).expect(&error);
        let hosts = report["hosts"].as_array().unwrap();
        let state = |host: &Value| {
            let (name, state) = (host["name"].as_str(), host["eval"]["state"].as_str());
            format!("{}:{}", name.unwrap(), state.unwrap())
        };
        (hosts.iter().map(state).collect::<Vec<_>>().join(" "), self.0.starts())
    }

    #[track_caller]
    fn explain(&self, host: &str, tier: &str) -> String {
        let output = self.nixward(&["check", "--tier", tier, "--explain-cache", host]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }
}

#[test]
fn a_host_is_evaluated_again_when_what_it_read_has_changed_and_never_otherwise() {
    let Some(fleet) = Fleet::new() else { return };
    assert_eq!(fleet.check("cached").1, 0);
    assert_eq!(fleet.check("eval").0, "a:fresh b:fresh bound:fresh user:fresh");
    assert_eq!(fleet.check("eval"), ("a:cached b:cached bound:cached user:cached".into(), 0));
    assert_eq!(fleet.check("cached"), ("a:cached b:cached bound:cached user:cached".into(), 0));

    fleet.put("hosts/a.nix", "{ networking.hostName = \"other\"; }\n");
    assert_eq!(fleet.check("cached"), ("a:skipped b:cached bound:skipped user:cached".into(), 0));
    assert!(fleet.explain("a", "cached").contains("hosts/a.nix changed"));
    assert_eq!(fleet.check("eval").0, "a:fresh b:cached bound:fresh user:cached");

    // Nobody reads it; a host bound to the whole tree is named as such.
    fleet.put("README.md", "nothing\n");
    fleet.0.world().git(&["add", "README.md"]);
    let changed = fleet.explain("bound", "eval");
    assert!(changed.contains("bound to the whole tree"), "{changed}");
    assert!(changed.contains("hosts/bound.nix:3: a path as text"), "{changed}");
    let same = fleet.explain("a", "eval");
    assert!(same.contains("nothing that it read has changed"), "{same}");
}

#[test]
fn what_is_required_and_missing_fails() {
    let Some(fleet) = Fleet::new() else { return };
    let output = fleet.nixward(&["check", "--require", "cached"]);
    assert_eq!(output.status.code(), Some(4));
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("known to Nix alone"), "{error}");
    fleet.check("eval");
    let output = fleet.nixward(&["check", "--require", "cached"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn closures_are_measured_where_they_have_a_budget() {
    let Some(fleet) = Fleet::new() else { return };
    fleet.put(
        "fleet.nix",
        "{\n  budgets.closureGib = 0.000001;\n  hosts.a.budgets.closureGib = 9.0;\n}\n",
    );
    fleet.0.world().git(&["add", "fleet.nix"]);
    let check = |tier: &str| {
        let output = fleet.nixward(&["check", "--json", "--only", "NW802", "--tier", tier]);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let texts = |list: &str, key: &str| -> Vec<String> {
            let rows = report[list].as_array().unwrap().iter();
            rows.map(|row| row[key].as_str().unwrap().to_owned()).collect()
        };
        let skipped = report["skipped"].as_array().unwrap().iter();
        let skipped = skipped.filter(|row| row["code"] == "NW802");
        let why = skipped.map(|row| row["reason"].as_str().unwrap().to_owned()).collect::<String>();
        (texts("findings", "message"), why)
    };
    let (none, why) = check("eval");
    assert!(none.is_empty(), "{none:?}");
    assert_eq!(why, "not built here: a, b, bound, user");
    for host in ["a", "b"] {
        let system = format!(".#nixosConfigurations.{host}.config.system.build.toplevel");
        fleet.0.ok("build", &["--no-link", &system]);
    }
    let (found, why) = check("eval");
    assert_eq!(found, ["the closure of b has 0.0 GiB, and its budget is 0.000001 GiB"]);
    assert_eq!(why, "not built here: bound, user");
    assert_eq!(check("cached").1, "not built here: a, b, bound, user");
}

#[test]
fn shards_evaluate_each_host_once() {
    let Some(fleet) = Fleet::new() else { return };
    let hosts = |shard: &str| -> Vec<String> {
        let args = ["check", "--json", "--no-cache", "--tier", "eval", "--shard", shard];
        let output = fleet.nixward(&args);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let hosts = report["hosts"].as_array().unwrap().iter();
        let fresh = hosts.filter(|host| host["eval"]["state"] == "fresh");
        fresh.map(|host| host["name"].as_str().unwrap().to_owned()).collect()
    };
    let mut all = [hosts("1/2"), hosts("2/2")].concat();
    all.sort();
    assert_eq!(all, ["a", "b", "bound", "user"]);
}

#[test]
fn a_lock_that_nix_would_change_is_not_trusted() {
    let Some(fleet) = Fleet::new() else { return };
    let flake = fs::read_to_string(fleet.0.world().fleet().join("flake.nix")).unwrap();
    let more = flake.replace("inputs.extra.url", "inputs.extra.flake = true;\n  inputs.extra.inputs.nixpkgs.follows = \"nixpkgs\";\n  inputs.extra.url");
    fleet.put("flake.nix", &more);
    fleet.check("eval");
    // An override of something that the input does not have is only warned of.
    assert_eq!(fleet.check("eval").0, "a:cached b:cached bound:cached user:cached");

    let other = fleet.0.beside("other");
    fs::create_dir(&other).unwrap();
    fs::copy(fleet.0.beside("extra/flake.nix"), other.join("flake.nix")).unwrap();
    let extra = fleet.0.beside("extra").display().to_string();
    fleet.put("flake.nix", &flake.replace(&extra, other.to_str().unwrap()));
    for _ in 0..2 {
        let why = fleet.explain("a", "eval");
        assert!(why.contains("a was evaluated: `extra` has changed"), "{why}");
        assert!(why.contains("not remembered"), "{why}");
    }
}

#[test]
fn an_input_that_cannot_be_had_matters_to_those_who_use_it() {
    let Some(fleet) = Fleet::new() else { return };
    assert!(fleet.check("eval").0.contains("user:fresh"));
    // What the store has of the input goes, and so does the place that it comes from.
    let store = fleet.0.beside("nix/store");
    for entry in fs::read_dir(&store).unwrap().map(Result::unwrap) {
        let text = fs::read_to_string(entry.path().join("flake.nix")).unwrap_or_default();
        if text.contains("name = \"user\"") {
            fleet.0.forget(&entry.path());
        }
    }
    fs::remove_dir_all(fleet.0.beside("extra")).unwrap();
    for host in ["a", "b", "user"] {
        fleet.put(&format!("hosts/{host}.nix"), HOSTS.iter().find(|it| it.0 == host).unwrap().1);
    }
    fleet.put("base.nix", &format!("{BASE}\n\n"));
    let (states, _) = fleet.check("eval");
    assert_eq!(states, "a:fresh b:fresh bound:fresh user:skipped");
    let why = fleet.explain("user", "eval");
    assert!(why.contains("input extra not in the store"), "{why}");
}
