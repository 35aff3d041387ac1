//! Secrets opened on the host: all of them or none, whatever fails and whenever it is killed.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::kill;
use super::world::{Secrets, feed, with_path};

/// A host: a folder with sealed files, and where their plaintext goes.
struct Host {
    secrets: Secrets,
}

impl Host {
    fn new() -> Self {
        Self { secrets: Secrets::new() }
    }

    /// Beside the folder of the sealed files.
    fn at(&self, name: &str) -> PathBuf {
        self.secrets.path("..").canonicalize().unwrap().join(name)
    }

    fn seal(&self, name: &str, value: &str) {
        self.secrets.age_seal(&["me"], false, &format!("{name}.age"), value.as_bytes());
    }

    fn item(&self, name: &str, more: &Value) -> Value {
        let ours = fs::metadata(self.at("me")).unwrap();
        let mut item = json!({
            "name": name,
            "path": self.at("run/agenix").join(name),
            "mode": "0400",
            "owner": ours.uid().to_string(),
            "group": ours.gid().to_string(),
            "symlink": true,
        });
        if more.get("content").is_none() {
            item["file"] = json!(self.secrets.path(&format!("{name}.age")));
        }
        item.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        item
    }

    fn manifest(&self, items: &[Value], more: &Value) -> String {
        let mut manifest = json!({
            "version": 1,
            "link": self.at("run/agenix"),
            "mountPoint": self.at("run/agenix.d"),
            "inMemory": false,
            "group": null,
            "keep": 1,
            "identities": [self.at("gone"), self.at("me")],
            "program": null,
            "items": items,
        });
        manifest.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let path = self.at("manifest.json");
        fs::write(&path, manifest.to_string()).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn install(&self, manifest: &str, flags: &[&str]) -> (i32, String) {
        let mut args = vec!["secrets", "install", "--manifest", manifest];
        args.extend(flags);
        let output = self.secrets.try_with(&args, b"");
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    }

    fn ok(&self, manifest: &str) -> String {
        let (code, said) = self.install(manifest, &[]);
        assert_eq!(code, 0, "{said}");
        said
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.at("run/agenix").join(name)).unwrap_or_default()
    }

    fn generations(&self) -> Vec<String> {
        let names = fs::read_dir(self.at("run/agenix.d")).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.filter(|name| name != ".nixward-lock").collect();
        names.sort();
        names
    }
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().mode() & 0o7777
}

#[test]
fn secrets_are_where_and_whose_they_should_be() {
    let host = Host::new();
    host.seal("a", "<NIXWARD-SECRET:b>\n");
    host.seal("b", "beta\n");
    let placeholders =
        json!({"placeholders": {"<NIXWARD-SECRET:a>": "a", "<NIXWARD-SECRET:b>": "dir/b"}});
    let items = [
        host.item("a", &json!({"mode": "u=rw,g=r", "path": host.at("etc/a")})),
        host.item(
            "dir/b",
            &json!({"file": host.secrets.path("b.age"), "path": host.at("etc/b"), "symlink": false}),
        ),
        host.item(
            "rendered/c",
            &json!({"content": "A=<NIXWARD-SECRET:a> B=<NIXWARD-SECRET:b>\nend\n"}),
        ),
    ];
    let manifest = host.manifest(&items, &placeholders);
    let said = host.ok(&manifest);
    assert!(said.contains("gone is not there") && !said.contains("beta"), "{said}");
    // A value that looks like a placeholder stays a value.
    assert_eq!(host.read("rendered/c"), "A=<NIXWARD-SECRET:b> B=beta\nend\n");
    assert_eq!(fs::read_link(host.at("etc/a")).unwrap(), host.at("run/agenix/a"));
    assert_eq!(fs::read_to_string(host.at("etc/a")).unwrap(), "<NIXWARD-SECRET:b>\n");
    assert_eq!((mode(&host.at("etc/a")), mode(&host.at("run/agenix/"))), (0o640, 0o751));
    let copy = fs::symlink_metadata(host.at("etc/b")).unwrap();
    assert!(copy.is_file() && mode(&host.at("etc/b")) == 0o400);
    assert_eq!(host.generations(), ["1"]);

    // A second time, and one that has nothing to do.
    host.ok(&manifest);
    host.ok(&manifest);
    assert_eq!(host.generations(), ["2", "3"]);
    assert_eq!(host.install(&manifest, &["--unless-current"]).0, 0);
    assert_eq!(host.generations(), ["2", "3"]);
    assert_eq!(host.install(&manifest, &["--give"]).0, 0);

    let wrong =
        host.manifest(&[host.item("a", &json!({"owner": "nobody-of-that-name"}))], &json!({}));
    let (code, said) = host.install(&wrong, &[]);
    assert!(code != 0 && said.contains("there is no user nobody-of-that-name"), "{said}");
    assert_eq!(host.install(&wrong, &["--before-users"]).0, 0);
    assert_ne!(host.install(&wrong, &["--give"]).0, 0, "its owner is still not there");
    let strange = host.manifest(&[host.item("../a", &json!({}))], &json!({}));
    assert_eq!(host.install(&strange, &[]).0, 3);
}

#[test]
fn one_that_does_not_open_leaves_all_as_they_were() {
    let host = Host::new();
    let names: Vec<String> = (0..100).map(|number| format!("s{number}")).collect();
    let value = |name: &str| format!("value of {name}");
    for name in &names {
        host.seal(name, &value(name));
    }
    let items: Vec<Value> = names.iter().map(|name| host.item(name, &json!({}))).collect();
    let manifest = host.manifest(&items, &json!({}));
    host.ok(&manifest);
    let before = fs::read_link(host.at("run/agenix")).unwrap();

    host.secrets.age_seal(&["bob"], false, "s42.age", b"for somebody else");
    host.seal("s7", "a newer value");
    fs::remove_file(host.secrets.path("s9.age")).unwrap();
    let (code, said) = host.install(&manifest, &[]);
    assert_ne!(code, 0);
    assert!(said.contains("not installed: s9, s42; the secrets in use stay as they are"), "{said}");
    assert_eq!(fs::read_link(host.at("run/agenix")).unwrap(), before);
    for name in &names {
        assert_eq!(host.read(name), value(name), "{name}");
    }
    assert_eq!(host.generations(), ["1"], "nothing half done stays");

    // What is in the way is told before anything changes.
    for name in ["s42", "s9"] {
        host.seal(name, &value(name));
    }
    fs::create_dir_all(host.at("etc/folder/x")).unwrap();
    let blocked = [host.item("s1", &json!({"path": host.at("etc/folder")}))];
    assert_ne!(host.install(&host.manifest(&blocked, &json!({})), &[]).0, 0);
    assert_eq!(fs::read_link(host.at("run/agenix")).unwrap(), before);
    host.ok(&host.manifest(&items, &json!({})));
    assert_eq!(host.read("s7"), "a newer value");
}

#[test]
fn units_are_told_of_what_has_changed_and_of_nothing_else() {
    let host = Host::new();
    let told = host.at("told");
    let systemctl = host.secrets.world.bin().join("systemctl");
    fs::write(&systemctl, format!("#!/bin/sh\necho \"$@\" >> '{}'\n", told.display())).unwrap();
    fs::set_permissions(&systemctl, fs::Permissions::from_mode(0o755)).unwrap();
    host.seal("a", "1");
    host.seal("b", "1");
    let items = [
        host.item("a", &json!({"restartUnits": ["a.service", "both.service"]})),
        host.item("b", &json!({"reloadUnits": ["b.service", "both.service"]})),
        host.item("c", &json!({"content": "<NIXWARD-SECRET:b>", "restartUnits": ["c.service"]})),
    ];
    let manifest = host.manifest(&items, &json!({"placeholders": {"<NIXWARD-SECRET:b>": "b"}}));
    let tell = &["--tell", "systemd"];
    let said = || fs::read_to_string(&told).unwrap_or_default();
    assert_eq!(host.install(&manifest, tell).0, 0);
    assert_eq!(said(), "", "at boot nothing runs yet");
    assert_eq!(host.install(&manifest, tell).0, 0);
    assert_eq!(said(), "", "sealed anew is not changed");
    host.seal("a", "2");
    // Remembered until somebody tells.
    assert_eq!(host.install(&manifest, &["--before-users"]).0, 0);
    assert_eq!(said(), "");
    host.seal("b", "2");
    assert_eq!(host.install(&manifest, tell).0, 0);
    let restart = "--no-block try-restart -- a.service both.service c.service\n";
    assert_eq!(said(), format!("{restart}--no-block try-reload-or-restart -- b.service\n"));
    assert_eq!(host.install(&manifest, tell).0, 0);
    assert_eq!(said().lines().count(), 2);
}

#[test]
fn another_program_of_the_form_of_age_may_open_them() {
    let host = Host::new();
    host.secrets.world.give("age");
    host.seal("a", "one\n");
    let program = format!("PATH=$PATH:{} age", host.secrets.world.bin().display());
    let manifest = host.manifest(&[host.item("a", &json!({}))], &json!({"program": program}));
    host.ok(&manifest);
    assert_eq!(host.read("a"), "one\n");
    host.secrets.age_seal(&["bob"], false, "a.age", b"two");
    let (code, said) = host.install(&manifest, &[]);
    assert!(code != 0 && said.contains("no identity matched"), "{said}");
    assert_eq!(host.read("a"), "one\n");
}

#[test]
fn plaintext_lies_in_memory_where_root_installs() {
    let host = Host::new();
    host.seal("a", "one");
    let in_memory = json!({"inMemory": true});
    let item = host.item("a", &json!({"owner": "0", "group": "0"}));
    let manifest = host.manifest(&[item], &in_memory);
    let script = "\"$0\" secrets install --manifest \"$1\" && grep -c \"$2 ramfs\" /proc/mounts \
                  && stat -f -c %T \"$3\" && \"$0\" secrets install --manifest \"$1\" && cat \"$3\"";
    let mut unshare = with_path(host.secrets.world.closed("unshare"));
    unshare.args(["-rm", "sh", "-c", script, env!("CARGO_BIN_EXE_nixward"), &manifest]);
    unshare.arg(host.at("run/agenix.d")).arg(host.at("run/agenix/a"));
    let output = feed(unshare, b"");
    let said = String::from_utf8_lossy(&output.stderr);
    if said.contains("unshare failed") || said.contains("unshare: ") {
        println!("skipped: no namespaces here: {said}");
        return;
    }
    assert_eq!(String::from_utf8_lossy(&output.stdout), "1\nramfs\none", "{said}");
    assert_eq!(fs::read_dir(host.at("run/agenix.d")).unwrap().count(), 0, "outside there is none");
}

#[test]
fn killed_at_any_moment_the_host_has_all_of_one_generation() {
    let host = Host::new();
    let names = ["a", "b", "c", "d"];
    let values = |generation: &str| -> BTreeMap<&str, String> {
        names.iter().map(|name| (*name, format!("{name} of {generation}"))).collect()
    };
    let seal = |generation: &str| {
        for (name, value) in values(generation) {
            host.seal(name, &value);
        }
    };
    let items: Vec<Value> = names.iter().map(|name| host.item(name, &json!({}))).collect();
    let manifest = host.manifest(&items, &json!({}));
    seal("one");
    host.ok(&manifest);
    seal("two");
    let args = ["secrets", "install", "--manifest", &manifest];
    let reset = || {
        let run = host.at("run");
        fs::remove_dir_all(&run).unwrap();
        let first = run.join("agenix.d/1");
        fs::create_dir_all(&first).unwrap();
        for (name, value) in values("one") {
            fs::write(first.join(name), value).unwrap();
        }
        symlink(&first, run.join("agenix")).unwrap();
    };
    let now = || names.iter().map(|name| (*name, host.read(name))).collect::<BTreeMap<_, _>>();
    kill::everywhere(&host.secrets, &args, &reset, &|when| {
        let found = now();
        assert!(found == values("one") || found == values("two"), "{when}: {found:?}");
        host.ok(&manifest);
        assert_eq!(now(), values("two"), "{when}");
        let left = host.generations();
        assert!(left.len() == 2 && left.iter().all(|name| !name.starts_with('.')), "{left:?}");
    });
}
