//! One wave of hosts after the other, and not too many rotations at once.

use std::fs;

use super::service::{Service, all, says};

/// The hosts `one`, `two` and `three`.
fn fleet(service: &Service, rollout: &str) {
    let text = format!(
        "{{ rollout = {{ {rollout} }}; hosts = {{ one = {{ canary = true; }}; two = {{ }}; three = {{ }}; }}; }}\n"
    );
    fs::write(service.0.path("fleet.nix"), text).unwrap();
    service.0.world.git(&["add", "-A"]);
}

const WAVES: &str =
    "waves = [ { name = \"first\"; share = \"1%\"; } { name = \"all\"; bake = \"1h\"; } ];";

/// Each host has a file with the value it uses, and the hook writes down whom it serves.
fn served_by_hooks() -> Service {
    let dependents = ["three", "two", "one"]
        .map(|host| format!("{{ host = \"{host}\"; hook = \"hooks/db\"; }}"))
        .join(" ");
    Service::new(&format!("dependents = [ {dependents} ]; keepOld = \"0s\";"))
}

/// The actions that the hook was asked for, with the host of a deployment.
fn actions(service: &Service) -> Vec<String> {
    let log = service.beside("log");
    let lines = log.lines().map(|line| {
        let request: serde_json::Value = serde_json::from_str(line).unwrap();
        let host = request["host"].as_str().unwrap_or_default();
        format!("{} {host}", request["action"].as_str().unwrap()).trim().to_owned()
    });
    lines.collect()
}

#[test]
fn a_wave_is_seen_to_work_before_the_next_one_begins() {
    let service = served_by_hooks();
    fleet(&service, WAVES);
    let said = service.rotate(&["db"]);
    assert!(said.status.success(), "{}", all(&said));
    let expected = [
        "accept",
        "deploy three",
        "deploy one",
        "verify",
        "deploy two",
        "verify",
        "retire",
        "verify",
    ];
    // The first wave is the canary, and by its share one of the others.
    assert_eq!(actions(&service), expected);
    assert_eq!(service.beside("web"), service.value());
}

#[test]
fn what_does_not_work_on_the_first_hosts_does_not_reach_the_others() {
    let service = served_by_hooks();
    fleet(&service, WAVES);
    fs::rename(service.0.path("hooks/db"), service.0.path("hooks/real")).unwrap();
    service.hook("hooks/db", "#!/bin/sh\n[ $1 = verify ] && exit 1\nexec hooks/real \"$@\"\n");
    let said = service.rotate(&["db"]);
    assert_eq!(said.status.code(), Some(4), "{}", all(&said));
    let hosts: Vec<String> = actions(&service)
        .into_iter()
        .take_while(|action| action != "revert")
        .filter(|action| action.starts_with("deploy"))
        .collect();
    let tried = ["deploy three", "deploy one"];
    assert_eq!(hosts[..2], tried, "the canary's wave alone got the new value: {hosts:?}");
    assert_eq!((service.value(), service.beside("web")), ("first".into(), "first".into()));
}

#[test]
fn a_wave_is_watched_for_a_while() {
    let service = Service::new(
        "dependents = [ { host = \"one\"; } { host = \"three\"; } { host = \"two\"; hook = \"hooks/db\"; } ]; keepOld = \"0s\";",
    );
    fleet(&service, "waves = [ { name = \"first\"; bake = \"1h\"; } { name = \"all\"; } ];");
    let waits = |args: &[&str], why: &str| {
        let said = service.rotate(args);
        assert_eq!(said.status.code(), Some(6), "{}", all(&said));
        assert!(says(&said, why), "{why}: {}", all(&said));
    };
    waits(&["db"], "the new value is not on one yet");
    waits(&["--continue"], "the new value is tried on one until ");
    waits(&["--continue"], "the new value is tried on one until ");
    let journal = service.0.path("db.rotation.json");
    let text = fs::read_to_string(&journal).unwrap();
    let at = text.split("\"waves\": [").nth(1).unwrap().split(']').next().unwrap().trim();
    let earlier = at.parse::<u64>().unwrap() - 3600;
    fs::write(&journal, text.replace(at, &earlier.to_string())).unwrap();
    // The deployment of the first wave says nothing of the next one.
    waits(&["--continue"], "the new value is not on three yet");
    assert!(actions(&service).contains(&"deploy two".to_owned()));
    let said = service.rotate(&["--continue"]);
    assert!(said.status.success(), "{}", all(&said));
    assert_eq!(service.beside("accepted"), format!("{}\n", service.value()));
}

#[test]
fn not_too_many_are_under_way_at_once() {
    let service = Service::new("dependents = [ ];");
    let rule = |host: &str, unit: &str| {
        format!(
            "[ me ]; rotate = {{ kind = \"password\"; dependents = [ {{ host = \"{host}\"; restart = [ {unit} ]; }} ]; }}"
        )
    };
    let rules = [
        ("a.age", rule("one", "\"x.service\"")),
        ("b.age", rule("one", "\"x.service\"")),
        ("c.age", rule("two", "")),
        ("d.age", rule("three", "")),
    ];
    let rules: Vec<(&str, &str)> =
        rules.iter().map(|(name, rule)| (*name, rule.as_str())).collect();
    service.0.rules(&rules);
    fleet(&service, "rotating = { secrets = 2; hosts = 2; };");
    let said = service.rotate(&["a", "b", "c", "d"]);
    assert_eq!(said.status.code(), Some(6), "{}", all(&said));
    for why in [
        "a.age waits: the new value is not on one yet",
        "b.age waits: not begun: x.service on one is getting the new value of a.age",
        "c.age waits: the new value is not on two yet",
        "d.age waits: not begun: 2 under way, and `rollout.rotating.secrets` is 2",
    ] {
        assert!(says(&said, why), "{why}: {}", all(&said));
    }
    let begun = |name: &str| service.0.path(&format!("{name}.rotation.json")).exists();
    assert_eq!(["a", "b", "c", "d"].map(begun), [true, false, true, false]);
    // What only waits for the old value to go keeps nobody out.
    assert_eq!(service.rotate(&["a", "--continue"]).status.code(), Some(6));
    let said = service.rotate(&["b", "d"]);
    assert!(says(&said, "b.age waits: the new value is not on one yet"), "{}", all(&said));
    fs::write(service.0.path("fleet.nix"), "{ rolout = { }; }").unwrap();
    assert!(says(&service.rotate(&["d"]), "fleet.nix has mistakes"));
    fleet(&service, "rotating.hosts = 2;");
    let said = service.rotate(&["d"]);
    assert!(
        says(&said, "it would be 3 hosts, and `rollout.rotating.hosts` allows 2"),
        "{}",
        all(&said)
    );
}

#[test]
fn whoever_uses_a_secret_is_waited_for() {
    let service = Service::new("keepOld = \"0s\";");
    let said = service.rotate(&["db", "--dry-run"]);
    assert!(says(&said, "it waits for a deployment of the hosts that use it"), "{}", all(&said));
    let flake = "{ outputs = { self, nixpkgs }: { nixosConfigurations.box = nixpkgs.lib.nixosSystem { modules = [ \
                 { nixpkgs.hostPlatform = \"x86_64-linux\"; age.secrets.db.file = ./db.age; } ]; }; }; }";
    fs::write(service.0.path("flake.nix"), flake).unwrap();
    service.0.world.git(&["add", "-A"]);
    let said = service.rotate(&["db"]);
    assert!(says(&said, "the new value is not on box yet"), "{}", all(&said));
    // Whoever else is found later is none of those whom this one was begun for.
    fs::write(service.0.path("flake.nix"), flake.replace("./db.age", "./other.age")).unwrap();
    let said = service.rotate(&["--continue"]);
    assert!(said.status.success(), "{}", all(&said));
}
