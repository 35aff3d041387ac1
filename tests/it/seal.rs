//! The verbs that write secrets, tried from outside: with the real `age`, killed, and raced.

mod bootstrap;
mod due;
mod faults;
pub mod hygiene;
mod install;
mod interop;
pub mod kill;
mod merge;
mod prune;
mod scan;
mod sops;
mod together;
mod vectors;
pub mod world;

use std::fs;
use std::os::unix::fs::MetadataExt;

use world::Secrets;

#[test]
fn what_we_seal_age_opens_and_the_other_way_round() {
    let world = Secrets::new();
    world.rules(&[
        ("a.age", "[ me web ]"),
        ("b.age", "[ me x ]; armor = true"),
        ("r.age", "[ me rsa ]"),
    ]);
    for (name, readers) in [("a", ["me", "web"]), ("b", ["me", "x"]), ("r", ["me", "rsa"])] {
        world.ok_with(&["secrets", "create", name, "-i", "../me"], name.as_bytes());
        for key in readers {
            assert_eq!(
                world.age(key, &format!("{name}.age")),
                Some(name.into()),
                "{name} by {key}"
            );
            assert_eq!(world.ok(&["secrets", "decrypt", name, "-i", &format!("../{key}")]), name);
        }
    }
    assert_eq!(world.age("web", "b.age"), None);
    assert!(world.read("b.age").starts_with(b"-----BEGIN AGE ENCRYPTED FILE-----\n"));

    for (name, armor) in [("a", false), ("b", true)] {
        world.age_seal(&["me", "web"], armor, &format!("{name}.age"), b"by age");
        assert_eq!(world.ok(&["secrets", "decrypt", name, "-i", "../web"]), "by age");
    }
}

#[test]
fn a_rekey_writes_what_differs_and_nothing_else() {
    let world = Secrets::new();
    world.rules(&[("a.age", "[ me ]"), ("b.age", "[ me x ]"), ("c.age", "[ me web ]")]);
    for name in ["a", "b", "c"] {
        world.ok_with(&["secrets", "create", name, "-i", "../me"], name.as_bytes());
    }
    let stamp = |name: &str| {
        let meta = fs::metadata(world.path(name)).unwrap();
        (meta.ino(), meta.mtime(), meta.mtime_nsec(), world.read(name))
    };
    let before = stamp("a.age");
    // Without a key: none is read where nothing differs.
    world.ok(&["secrets", "rekey", "-i", "/nowhere"]);
    assert!(stamp("a.age") == before, "no drift, no write");

    world.rules(&[("a.age", "[ me web ]"), ("b.age", "[ me x bob ]"), ("c.age", "[ me ]")]);
    assert_eq!(world.fails(&["secrets", "rekey", "-i", "../bob"]), 3);
    assert!(stamp("a.age") == before, "a blocked rekey writes nothing");
    let said = world.ok(&["secrets", "rekey", "-i", "../me", "--json"]);
    assert!(said.contains("\"exposed\": [\n    \"c.age\"\n  ]"), "{said}");
    // Added: the payload, after the header's last line, and the old stanzas are those of before.
    let (old, new) = (before.3, world.read("a.age"));
    let payload = |file: &[u8]| {
        let at = file.windows(5).position(|bytes| bytes == b"\n--- ").unwrap();
        file[at + 1 + 4 + 43 + 1..].to_vec()
    };
    assert_eq!(payload(&old), payload(&new));
    let first = old.windows(4).rposition(|bytes| bytes == b"\n-> ").unwrap();
    let kept = old[..first].windows(4).rposition(|bytes| bytes == b"\n-> ").unwrap_or(first);
    assert!(new.starts_with(&old[..kept]));
    for (name, key) in [("a", "web"), ("b", "bob"), ("b", "x")] {
        assert_eq!(world.age(key, &format!("{name}.age")), Some(name.into()));
    }
    assert_eq!(world.age("web", "c.age"), None);
    assert_eq!(world.ok(&["secrets", "rekey", "--json"]).matches("header_only").count(), 0);
}

#[test]
fn who_would_lock_themselves_out_is_stopped() {
    let world = Secrets::new();
    world.rules(&[("a.age", "[ me web ]")]);
    world.ok_with(&["secrets", "create", "a", "-i", "../me"], b"x");
    world.rules(&[("a.age", "[ web ]")]);
    assert_eq!(world.fails(&["secrets", "rekey", "-i", "../me"]), 3);
    assert_eq!(world.age("me", "a.age"), Some("x".into()));
    world.ok(&["secrets", "rekey", "-i", "../me", "--allow-lockout"]);
    assert_eq!((world.age("me", "a.age"), world.age("web", "a.age")), (None, Some("x".into())));
}

#[test]
fn one_file_that_does_not_open_keeps_all_as_they_are() {
    let world = Secrets::new();
    world.rules(&[("a.age", "[ me ]"), ("b.age", "[ me ]"), ("c.age", "[ me ]")]);
    for name in ["a", "b", "c"] {
        world.ok_with(&["secrets", "create", name, "-i", "../me"], name.as_bytes());
    }
    let mut broken = world.read("c.age");
    *broken.last_mut().unwrap() ^= 1;
    fs::write(world.path("c.age"), &broken).unwrap();
    let before = (world.read("a.age"), world.read("b.age"));
    assert_eq!(world.fails(&["secrets", "rekey", "--force", "-i", "../me"]), 3);
    assert!((world.read("a.age"), world.read("b.age")) == before);
    assert_eq!(world.fails(&["secrets", "rekey", "--force", "--keep-going", "-i", "../me"]), 3);
    assert!(world.read("a.age") != before.0 && world.read("c.age") == broken);
    assert_eq!(world.age("me", "b.age"), Some("b".into()));
    assert_eq!(world.strays(), Vec::<String>::new());
}

#[test]
fn empty_and_unchanged_values_are_not_written() {
    let world = Secrets::new();
    world.rules(&[("a.age", "[ me ]")]);
    assert_eq!(world.fails(&["secrets", "create", "a", "-i", "../me"]), 3);
    assert!(!world.path("a.age").exists());
    world.ok_with(&["secrets", "create", "a", "-i", "../me"], b"x");
    assert_eq!(world.fails_with(&["secrets", "create", "a", "-i", "../me"], b"y"), 3);
    let before = world.read("a.age");
    assert_eq!(world.fails(&["secrets", "edit", "a", "-i", "../me"]), 3);
    world.ok_with(&["secrets", "edit", "a", "-i", "../me"], b"x");
    assert!(world.read("a.age") == before);
    world.ok_with(&["secrets", "edit", "a", "-i", "../me", "--allow-empty"], b"");
    assert_eq!(world.age("me", "a.age"), Some(String::new()));
}

#[test]
fn links_and_modes_stay() {
    let world = Secrets::new();
    world.rules(&[("a.age", "[ me ]")]);
    fs::create_dir(world.path("real")).unwrap();
    world.ok_with(&["secrets", "create", "a", "-i", "../me"], b"x");
    fs::rename(world.path("a.age"), world.path("real/a.age")).unwrap();
    std::os::unix::fs::symlink("real/a.age", world.path("a.age")).unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o640);
    fs::set_permissions(world.path("real/a.age"), mode).unwrap();
    world.ok_with(&["secrets", "edit", "a", "-i", "../me"], b"y");
    assert!(fs::symlink_metadata(world.path("a.age")).unwrap().is_symlink());
    let real = fs::symlink_metadata(world.path("real/a.age")).unwrap();
    assert!(real.is_file() && real.mode() & 0o777 == 0o640);
    assert_eq!(world.age("me", "a.age"), Some("y".into()));
}

#[test]
fn values_are_made_once_with_their_public_halves() {
    let world = Secrets::new();
    world.rules(&[
        ("p.age", "[ me ]; generator = { kind = \"password\"; length = 20; }"),
        ("s.age", "[ me ]; rotate.kind = \"ssh-user\""),
        ("w.age", "[ me ]; generator = \"wireguard\""),
        ("n.age", "[ me ]"),
    ]);
    world.ok(&["secrets", "generate", "-i", "../me"]);
    assert_eq!(world.age("me", "p.age").unwrap().len(), 20);
    assert!(world.age("me", "s.age").unwrap().starts_with("-----BEGIN OPENSSH PRIVATE KEY-----\n"));
    assert!(world.read("s.pub").starts_with(b"ssh-ed25519 "));
    assert_eq!(world.read("w.pub").len(), 45);
    assert!(!world.path("n.age").exists());
    let before = world.read("p.age");
    world.ok(&["secrets", "generate", "-i", "../me"]);
    assert!(world.read("p.age") == before);
    assert_eq!(world.fails(&["secrets", "generate", "p", "-i", "../me"]), 3);
    assert_eq!(world.fails(&["secrets", "generate", "n", "-i", "../me"]), 3);
}

#[test]
fn agenix_users_find_their_flags() {
    let world = Secrets::new();
    world.rules(&[("a.age", "[ me web ]"), ("dir/b.age", "[ me ]")]);
    fs::create_dir(world.path("dir")).unwrap();
    world.ok_with(&["agenix", "-e", "a.age", "-i", "../me"], b"one\n");
    world.ok_with(&["agenix", "--edit", "dir/b.age", "--identity", "../me"], b"two");
    assert_eq!(world.ok(&["agenix", "-d", "a.age", "-i", "../web"]), "one\n");
    let before = world.read("a.age");
    world.ok(&["agenix", "-r", "-i", "../me"]);
    assert!(world.read("a.age") != before);
    assert_eq!(world.age("web", "a.age"), Some("one\n".into()));
    for wrong in [
        &["agenix", "-d", "gone.age", "-i", "../me"][..],
        &["agenix", "-e", "a.age", "-i", "../me"],
        &["agenix", "-d", "a.age", "-i", "../bob"],
        &["agenix", "-r", "-i", "../bob"],
    ] {
        assert_eq!(world.fails(wrong), 1, "{wrong:?}");
    }
    assert_eq!(world.age("web", "a.age"), Some("one\n".into()));
}

#[test]
fn edits_at_the_same_time_lose_nothing() {
    let world = Secrets::new();
    world.rules(&[("a.age", "[ me ]"), ("b.age", "[ me ]")]);
    for name in ["a", "b"] {
        world.ok_with(&["secrets", "create", name, "-i", "../me"], b"0");
    }
    std::thread::scope(|scope| {
        for writer in 0..3 {
            let world = &world;
            scope.spawn(move || {
                for round in 0..3 {
                    let value = format!("{writer}.{round}");
                    world.try_with(&["secrets", "edit", "a", "-i", "../me"], value.as_bytes());
                    world.ok(&["secrets", "rekey", "--force", "--only", "b", "-i", "../me"]);
                }
            });
        }
    });
    assert!(world.age("me", "a.age").unwrap().contains('.'));
    assert_eq!(world.age("me", "b.age"), Some("0".into()));
    assert_eq!(world.strays(), Vec::<String>::new());
}
