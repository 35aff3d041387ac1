//! Rotations: nobody is refused at any moment, and whatever happens ends with one value.

mod faults;
mod hygiene;
mod kill;
mod kinds;
mod live;
mod service;
mod waves;

use std::fs;

use service::{Service, all, says};

const HOOKS: &str = "dependents = [ { host = \"web\"; hook = \"hooks/db\"; } ]; keepOld = \"0s\";";
const DEPLOYED: &str = "dependents = [ { host = \"web\"; } ]; keepOld = \"0s\";";

#[test]
fn a_password_goes_all_the_way() {
    let service = Service::new(HOOKS);
    let said = service.rotate(&["db", "--dry-run"]);
    assert!(says(&said, "hooks/db brings it to web"), "{}", all(&said));
    assert_eq!(service.value(), "first", "a dry run does nothing");

    let said = service.rotate(&["db"]);
    assert!(said.status.success(), "{}", all(&said));
    let value = service.value();
    assert_eq!(value.len(), 48);
    service.is_at_rest("at the end");
    assert!(says(&said, "the old value is refused: hooks/db"), "{}", all(&said));
    for step in ["accept", "deploy", "verify", "retire"] {
        assert!(service.beside("log").contains(&format!("\"action\":\"{step}\"")), "{step}");
    }
    let everything = [service.beside("log"), all(&said)].concat();
    assert!(!everything.contains(&value) && !everything.contains("first"), "no value is told");
    // The note in the header counts the values.
    let header = service.0.read("db.age");
    assert!(String::from_utf8_lossy(&header).lines().any(|line| {
        line.starts_with("-> nixward-meta 1 ") && line.split(' ').nth(5) == Some("2")
    }));
}

#[test]
fn a_deployment_is_waited_for() {
    let service = Service::new(DEPLOYED);
    let said = service.rotate(&["db"]);
    assert_eq!(said.status.code(), Some(6), "{}", all(&said));
    assert!(says(&said, "the new value is not on web yet"), "{}", all(&said));
    service.works("while it waits");
    let files = ["db.next.age", "db.old.age", "db.rotation.json"];
    assert!(files.iter().all(|name| service.0.path(name).exists()));
    let journal = fs::read_to_string(service.0.path("db.rotation.json")).unwrap();
    assert!(!journal.contains(&service.value()), "{journal}");
    let status = service.rotate(&["--status"]);
    assert!(says(&status, "placed") && status.status.success(), "{}", all(&status));
    service.0.world.git(&["add", "-A"]);
    let listed = service.0.ok(&["secrets", "list"]);
    assert!(!listed.contains("next") && !listed.contains("old"), "{listed}");

    // Again, without saying that it was deployed.
    assert_eq!(service.rotate(&["db"]).status.code(), Some(6));
    service.say("web", &service.value());
    service.works("once it is deployed");
    let said = service.rotate(&["--continue"]);
    assert!(said.status.success(), "{}", all(&said));
    service.is_at_rest("at the end");
}

#[test]
fn the_old_value_is_kept_for_a_while() {
    let service = Service::new(
        "dependents = [ { host = \"web\"; hook = \"hooks/db\"; } ]; keepOld = \"1h\";",
    );
    let said = service.rotate(&["db"]);
    assert_eq!(said.status.code(), Some(6), "{}", all(&said));
    assert!(says(&said, "the old value is kept until "), "{}", all(&said));
    assert!(service.beside("accepted").contains("first\n"), "a rollback still works");
    assert!(says(&service.rotate(&["--status"]), "the old value is kept until "));
    assert_eq!(service.rotate(&["--continue"]).status.code(), Some(6));

    let journal = service.0.path("db.rotation.json");
    let text = fs::read_to_string(&journal).unwrap();
    let at = text.split("\"verified\": ").nth(1).unwrap().split(',').next().unwrap();
    let earlier = at.parse::<u64>().unwrap() - 3600;
    fs::write(&journal, text.replace(at, &earlier.to_string())).unwrap();
    let said = service.rotate(&["--continue"]);
    assert!(said.status.success(), "{}", all(&said));
    service.is_at_rest("after an hour");
}

#[test]
fn killed_at_every_step_it_goes_on() {
    for step in ["accept", "deploy", "verify", "retire"] {
        let service = Service::new(HOOKS);
        service.say("kill", step);
        let said = service.rotate(&["db"]);
        assert_eq!(said.status.code(), None, "killed at {step}: {}", all(&said));
        service.works(step);
        let said = service.rotate(&["--continue"]);
        assert!(said.status.success(), "{step}: {}", all(&said));
        assert_ne!(service.value(), "first");
        service.is_at_rest(step);
    }
}

#[test]
fn whoever_could_not_get_the_value_gets_it_later() {
    let service = Service::new(&format!("{HOOKS} onFailure = \"wait\";"));
    service.say("fail", "deploy");
    let said = service.rotate(&["db"]);
    assert_eq!(said.status.code(), Some(4), "{}", all(&said));
    service.works("while a dependent lacks it");
    service.say("fail", "");
    let said = service.rotate(&["--continue"]);
    assert!(said.status.success(), "{}", all(&said));
    let deployments = service.beside("log").matches("\"action\":\"deploy\"").count();
    assert_eq!(deployments, 2, "{}", service.beside("log"));
    assert_ne!(service.value(), "first");
    service.is_at_rest("at the end");
}

#[test]
fn whoever_may_have_the_value_gets_the_old_one_back() {
    let service = Service::new(HOOKS);
    service.say("kill", "deploy");
    assert_eq!(service.rotate(&["db"]).status.code(), None, "it was killed");
    assert_ne!(service.beside("web"), "first", "the hook had done its work");
    let said = service.rotate(&["db", "--abort"]);
    assert!(said.status.success(), "{}", all(&said));
    assert_eq!((service.beside("web"), service.value()), ("first".to_owned(), "first".to_owned()));
    service.works("after an abort");
    service.is_at_rest("after an abort");
}

#[test]
fn what_does_not_work_gives_way_to_the_old_value() {
    let service = Service::new(HOOKS);
    service.say("fail", "accept");
    let said = service.rotate(&["db"]);
    assert_eq!(said.status.code(), Some(4), "{}", all(&said));
    assert!(says(&said, "it is broken"), "{}", all(&said));
    assert_eq!(service.value(), "first");
    service.works("when it was not accepted");
    let said = service.rotate(&["db", "--abort"]);
    assert_eq!(said.status.code(), Some(0), "{}", all(&said));
    service.is_at_rest("after an abort");

    // It is not there after all: found as it is verified, and everybody gets the old one back.
    service.say("fail", "");
    let broken = "#!/bin/sh\nif [ $1 = verify ]; then exit 1; fi\nexec hooks/real \"$@\"\n";
    fs::rename(service.0.path("hooks/db"), service.0.path("hooks/real")).unwrap();
    service.hook("hooks/db", broken);
    let said = service.rotate(&["db"]);
    assert_eq!(said.status.code(), Some(4), "{}", all(&said));
    assert!(says(&said, "db.age has its old value again"), "{}", all(&said));
    assert_eq!(service.value(), "first");
    service.is_at_rest("after it went back");
}

#[test]
fn an_abort_waits_until_nobody_has_the_new_value() {
    let service = Service::new(DEPLOYED);
    assert_eq!(service.rotate(&["db"]).status.code(), Some(6));
    service.say("web", &service.value());
    let said = service.rotate(&["--abort"]);
    assert_eq!(said.status.code(), Some(6), "{}", all(&said));
    assert_eq!(service.value(), "first");
    service.works("while the new value is still there");
    service.say("web", "first");
    let said = service.rotate(&["--continue"]);
    assert!(says(&said, "db.age has its old value again"), "{}", all(&said));
    service.is_at_rest("in the end");
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let service = Service::new(HOOKS);
    for (rotate, said) in [
        ("kind = \"pasword\";", "did you mean `password`?"),
        ("kind = \"password\"; keepold = \"1h\";", "did you mean `keepOld`?"),
        ("kind = \"password\"; verify.http.urll = \"http://x\";", "did you mean `url`?"),
        ("kind = \"password\"; generator.lenght = 3;", "has no setting `lenght`"),
        ("kind = \"password\"; verifier = { apply = \"x\"; retire = \"x\"; };", "needs `verify`"),
        ("kind = \"password\"; overlap = \"none\"; verifier.apply = \"x\";", "needs a `window`"),
        ("kind = \"password\"; window = \"Sundays\";", "such as `Sun 03:00-04:00`"),
        ("kind = \"htpasswd\"; generator.user = \"x\";", "needs `generator.source`"),
        ("maxAge = \"1d\";", "does not say how it is rotated"),
    ] {
        service.rules(rotate);
        let output = service.rotate(&["db"]);
        assert_eq!(output.status.code(), Some(3), "{rotate}: {}", all(&output));
        assert!(says(&output, said), "{rotate}: {}", all(&output));
        assert!(
            said.starts_with("does not") || says(&output, "secrets.nix:2:"),
            "{}",
            all(&output)
        );
    }
    service.rules("kind = \"password\"; verifier.apply = \"../log\"; verify.hook = \"hooks/db\";");
    let output = service.rotate(&["db"]);
    assert!(says(&output, "leads out of the repository"), "{}", all(&output));
    assert_eq!(service.rotate(&["db", "--abort"]).status.code(), Some(0));
    service.is_at_rest("nothing has happened");
    assert_eq!(service.rotate(&[]).status.code(), Some(2));
    assert_eq!(service.rotate(&["db", "--continue"]).status.code(), Some(3));
}

#[test]
fn who_has_the_new_value_gets_the_old_one_back() {
    let service = Service::new(
        "dependents = [ { host = \"web\"; hook = \"hooks/db\"; } { host = \"other\"; hook = \"hooks/bad\"; } ];",
    );
    service.hook("hooks/bad", "#!/bin/sh\ncat <&3 >> ../other; [ -e ../fixed ] || exit 1\n");
    service.say("fixed", "");
    fs::remove_file(service.0.path("../fixed")).unwrap();
    let said = service.rotate(&["db"]);
    // The way back needs the broken host, too: it is tried again until that works.
    assert_eq!(said.status.code(), Some(4), "{}", all(&said));
    assert_eq!(service.value(), "first");
    service.works("when one of two could not take it");
    assert!(says(&service.rotate(&["--status"]), "going back"));
    service.say("fixed", "");
    let said = service.rotate(&["--continue"]);
    assert!(says(&said, "db.age has its old value again"), "{}", all(&said));
    assert!(service.beside("other").ends_with("first"));
    fs::remove_file(service.0.path("hooks/bad")).unwrap();
    service.is_at_rest("once it could");
}

#[test]
fn what_is_due_is_rotated_and_shown() {
    let service = Service::new(&format!("maxAge = \"0s\"; {DEPLOYED}"));
    let due = service.0.try_with(&["secrets", "due"], b"");
    assert!(says(&due, "db.age") && !says(&due, "placed"), "{}", all(&due));
    let said = service.rotate(&["--due", "--json"]);
    assert_eq!(said.status.code(), Some(6), "{}", all(&said));
    let report: serde_json::Value = serde_json::from_slice(&said.stdout).unwrap();
    let row = &report["rotations"][0];
    assert_eq!((row["state"].as_str(), row["way"].as_str()), (Some("placed"), Some("forward")));
    assert_eq!(row["waits"], "the new value is not on web yet");
    let due = service.0.try_with(&["secrets", "due"], b"");
    assert!(says(&due, "due, placed"), "{}", all(&due));
    let due = service.0.try_with(&["secrets", "due", "--json"], b"");
    assert!(says(&due, "\"rotation\": \"placed\""), "{}", all(&due));
    // What is under way is not begun again.
    assert!(says(&service.rotate(&["--due"]), "nothing that can be rotated is due"));
}

#[test]
fn a_file_in_the_way_is_not_written_over() {
    let service = Service::new(HOOKS);
    fs::write(service.0.path("db.old.age"), "mine").unwrap();
    let said = service.rotate(&["db"]);
    assert_eq!(said.status.code(), Some(3), "{}", all(&said));
    assert!(says(&said, "db.old.age is there already"), "{}", all(&said));
    assert_eq!(fs::read(service.0.path("db.old.age")).unwrap(), b"mine");
    assert_eq!(service.value(), "first");
}
