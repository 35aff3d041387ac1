//! Changes of secrets of sops by the real program, where there is one: `sops` on PATH, or what
//! `NIXWARD_TEST_SOPS` names.

use std::fs;
use std::path::PathBuf;

use super::world::Secrets;

/// A folder with a rule of sops for `sub/`, and the program.
fn world() -> Option<(Secrets, Vec<String>)> {
    let named = std::env::var_os("NIXWARD_TEST_SOPS").map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut on_path = std::env::split_paths(&path).map(|folder| folder.join("sops"));
    let Some(sops) = named.or_else(|| on_path.find(|sops| sops.is_file())) else {
        println!("skipped: there is no `sops`, and NIXWARD_TEST_SOPS names none");
        return None;
    };
    let secrets = Secrets::new();
    std::os::unix::fs::symlink(sops, secrets.world.bin().join("sops")).unwrap();
    let public = |name: &str| {
        let text = fs::read_to_string(secrets.path(&format!("../{name}.pub"))).unwrap();
        text.split(' ').take(2).collect::<Vec<_>>().join(" ")
    };
    let x = fs::read_to_string(secrets.path("../x")).unwrap();
    let x = x.lines().find_map(|line| line.strip_prefix("# public key: ")).unwrap().to_owned();
    let keys = vec![public("me"), public("web"), x];
    Some((secrets, keys))
}

fn rule(secrets: &Secrets, keys: &[&String]) {
    let keys: Vec<String> = keys.iter().map(|key| format!("{key:?}")).collect();
    let text = format!(
        "creation_rules:\n  - path_regex: sub/.*\n    key_groups: [ {{ age: [{}] }} ]\n",
        keys.join(", ")
    );
    fs::write(secrets.path(".sops.yaml"), text).unwrap();
    secrets.world.git(&["add", "-A"]);
}

#[test]
fn the_program_rekeys_edits_and_opens_a_copy() {
    let Some((secrets, keys)) = world() else { return };
    let [me, web, x] = &keys[..] else { panic!("three keys") };
    rule(&secrets, &[me]);
    fs::create_dir(secrets.path("sub")).unwrap();
    // Sealed by sops itself, through us once there is a file.
    let mut seal = secrets.world.closed(secrets.world.bin().join("sops").to_str().unwrap());
    seal.args(["encrypt", "--filename-override", "sub/x.yaml"]);
    let sealed = super::world::feed(seal, b"a: one\nb: two\n");
    assert!(sealed.status.success(), "{}", String::from_utf8_lossy(&sealed.stderr));
    fs::write(secrets.path("sub/x.yaml"), sealed.stdout).unwrap();
    secrets.world.git(&["add", "-A"]);
    let open = |key: &str| {
        secrets.try_with(&["secrets", "decrypt", "x.yaml", "-i", &format!("../{key}")], b"")
    };
    let value = |key: &str| {
        let output = open(key);
        output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
    };
    assert_eq!(value("me"), Some("a: one\nb: two\n".into()));
    assert_eq!(value("web"), None);

    rule(&secrets, &[me, web, x]);
    let before = secrets.read("sub/x.yaml");
    let said = secrets.ok(&["secrets", "rekey", "--dry-run"]);
    assert!(said.contains("sub/x.yaml would be encrypted: for"), "{said}");
    assert!(secrets.read("sub/x.yaml") == before);
    assert_ne!(secrets.fails(&["secrets", "rekey", "-i", "../bob"]), 0);
    assert!(secrets.read("sub/x.yaml") == before, "what does not open is not written");
    secrets.ok(&["secrets", "rekey", "-i", "../me"]);
    assert_eq!(value("web"), Some("a: one\nb: two\n".into()));
    assert_eq!(value("x"), value("me"));
    let before = secrets.read("sub/x.yaml");
    secrets.ok(&["secrets", "rekey", "-i", "/nowhere"]);
    assert!(secrets.read("sub/x.yaml") == before, "no drift, no write");

    // The value of a secret in YAML is the whole file.
    secrets.ok_with(&["secrets", "edit", "x.yaml", "-i", "../web"], b"a: uno\nb: two\n");
    assert_eq!(value("me"), Some("a: uno\nb: two\n".into()));
    let before = secrets.read("sub/x.yaml");
    secrets.ok_with(&["secrets", "edit", "x.yaml", "-i", "../web"], b"a: uno\nb: two\n");
    assert!(secrets.read("sub/x.yaml") == before, "the same value is not written");
    assert_ne!(secrets.fails(&["secrets", "edit", "x.yaml", "-i", "../web"]), 0);
    assert_ne!(secrets.fails_with(&["secrets", "edit", "x.yaml", "-i", "../web"], b"a: [\n"), 0);
    assert!(secrets.read("sub/x.yaml") == before);

    // Who is removed gets no say in what comes: the data key is another.
    rule(&secrets, &[me, x]);
    let said = secrets.ok(&["secrets", "rekey", "-i", "../me", "--json"]);
    assert!(said.contains("with another data key"), "{said}");
    assert_eq!(value("web"), None);
    assert_eq!(value("me"), Some("a: uno\nb: two\n".into()));
    let before = secrets.read("sub/x.yaml");
    secrets.ok(&["secrets", "rekey", "--force", "--only", "x.yaml", "-i", "../me"]);
    let line = |text: &[u8]| String::from_utf8_lossy(text).lines().next().unwrap().to_owned();
    assert_ne!(line(&secrets.read("sub/x.yaml")), line(&before));
    assert_eq!(value("x"), Some("a: uno\nb: two\n".into()));
    let left = fs::read_dir(secrets.path("sub")).unwrap().count();
    assert_eq!(left, 1, "nothing lies about");
}

/// On a terminal the program opens the user's editor.
#[test]
fn the_editor_is_the_programs_on_a_copy_in_memory() {
    let Some((secrets, keys)) = world() else { return };
    let [me, web, x] = &keys[..] else { panic!("three keys") };
    rule(&secrets, &[me, x]);
    fs::create_dir(secrets.path("sub")).unwrap();
    let mut seal = secrets.world.closed(secrets.world.bin().join("sops").to_str().unwrap());
    seal.args(["encrypt", "--filename-override", "sub/x.yaml"]);
    let sealed = super::world::feed(seal, b"a: one\n");
    assert!(sealed.status.success(), "{}", String::from_utf8_lossy(&sealed.stderr));
    fs::write(secrets.path("sub/x.yaml"), &sealed.stdout).unwrap();
    // It writes down where it edits.
    let editor = secrets.path("../editor");
    let edit = |change: &str| {
        let text = format!(
            "#!/bin/sh\nfor last; do :; done\necho \"$last\" >> '{}'\n{change}\n",
            secrets.path("../edited").display()
        );
        fs::write(&editor, text).unwrap();
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        fs::set_permissions(&editor, mode).unwrap();
        let command = format!("'{}' secrets edit x.yaml -i ../me", env!("CARGO_BIN_EXE_nixward"));
        let mut script = secrets.world.closed("script");
        let path = std::env::var("PATH").unwrap_or_default();
        script.env("PATH", format!("{}:{path}", secrets.world.bin().display()));
        script.env("EDITOR", &editor).args(["-qec", &command, "/dev/null"]);
        let output = super::world::feed(script, b"");
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let value = |key: &str| {
        let args = ["secrets", "decrypt", "x.yaml", "-i", &format!("../{key}")];
        let output = secrets.try_with(&args, b"");
        output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
    };
    // For whom the rule names by now: what was written for others is not lost on the way.
    rule(&secrets, &[me, web]);
    let (code, said) = edit("sed -i s/one/uno/ \"$last\"");
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("sub/x.yaml is written"), "{said}");
    assert_eq!((value("me"), value("x")), (Some("a: uno\n".into()), None));
    assert_eq!(value("web"), value("me"));
    let before = secrets.read("sub/x.yaml");
    let (code, said) = edit(":");
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("wasn't changed"), "{said}");
    assert_ne!(edit("exit 1").0, Some(0));
    assert!(secrets.read("sub/x.yaml") == before);
    let edited = fs::read_to_string(secrets.path("../edited")).unwrap();
    assert_eq!(edited.lines().count(), 3);
    for path in edited.lines().map(PathBuf::from) {
        assert!(!path.starts_with(secrets.world.fleet()), "{}", path.display());
        assert!(!path.exists(), "{} is left", path.display());
    }
    assert_eq!(fs::read_dir(secrets.path("sub")).unwrap().count(), 1, "nothing lies about");
}

/// A secret of sops, as the program could have made it; nobody can open it.
const SEALED: &str = "a: ENC[AES256_GCM,data:x,iv:x,tag:x,type:str]\nsops:\n    age:\n        - recipient: age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p\n          enc: x\n    lastmodified: \"2026-01-01T00:00:00Z\"\n    mac: x\n    version: 3.11.0\n";

/// A folder with that secret, and in the place of `sops` a shell script.
fn scripted(script: impl Fn(&Secrets) -> String) -> Secrets {
    let secrets = Secrets::new();
    let program = secrets.world.bin().join("sops");
    fs::write(&program, format!("#!/bin/sh\n{}", script(&secrets))).unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(&program, mode).unwrap();
    for tool in ["cat", "tr"] {
        secrets.world.give(tool);
    }
    fs::create_dir(secrets.path("sub")).unwrap();
    rule(&secrets, &[&"age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p".to_owned()]);
    fs::write(secrets.path("sub/x.yaml"), SEALED).unwrap();
    secrets.world.git(&["add", "-A"]);
    secrets
}

#[test]
fn values_are_never_words_or_variables_of_the_program() {
    // It writes down what it is given, and answers with what it should not.
    let secrets = scripted(|secrets| {
        format!(
            "{{ echo \"ARGS $@\"; tr '\\0' '\\n' < /proc/self/environ; }} >> '{}'\ncat\necho $$\n",
            secrets.path("../log").display()
        )
    });
    let value = b"a: sentinel-value-of-this-test\n";
    assert_ne!(secrets.fails_with(&["secrets", "edit", "x.yaml", "-i", "../x"], value), 0);
    assert_eq!(
        secrets.read("sub/x.yaml"),
        SEALED.as_bytes(),
        "what is not encrypted is not written"
    );
    let log = fs::read_to_string(secrets.path("../log")).unwrap();
    assert!(
        log.contains("ARGS --config .sops.yaml encrypt --filename-override ./sub/x.yaml"),
        "{log}"
    );
    assert!(log.contains("SOPS_AGE_KEY_FILE=") && !log.contains("sentinel"), "{log}");
}

#[test]
fn a_value_is_taken_whole_or_not_at_all() {
    let secrets = scripted(|_| "cat; echo $$".to_owned());
    let args = ["secrets", "edit", "x.yaml", "-i", "../x"];
    let output = secrets.try_with(&args, &vec![b'a'; (16 << 20) + 1]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("the new value of sub/x.yaml is larger than 16777216 bytes"), "{said}");
    assert_eq!(secrets.read("sub/x.yaml"), SEALED.as_bytes());
}

#[test]
fn a_value_that_came_too_late_is_kept_beside_the_other() {
    let ours = SEALED.replace("data:x", "data:ours");
    // While it encrypts, somebody else sets a value.
    let secrets = scripted(|secrets| {
        format!(
            "for last; do :; done\ncase \"$*\" in\n*decrypt*) cat \"$last\" ;;\n*)\n  cat >/dev/null\n  \
             echo '# theirs' >> '{}'\n  cat '{}' ;;\nesac\n",
            secrets.path("sub/x.yaml").display(),
            secrets.path("../ours").display()
        )
    });
    fs::write(secrets.path("../ours"), &ours).unwrap();
    let output = secrets.try_with(&["secrets", "edit", "x.yaml", "-i", "../x"], b"a: b\n");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("sub/x.yaml was given another value meanwhile"), "{said}");
    assert!(said.contains("sub/x.yaml.rescue"), "{said}");
    assert_eq!(secrets.read("sub/x.yaml"), format!("{SEALED}# theirs\n").into_bytes());
    assert_eq!(secrets.read("sub/x.yaml.rescue"), ours.into_bytes());
}
