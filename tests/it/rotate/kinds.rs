//! Every kind of secret that needs nothing but files to be rotated.

use std::fs;

use super::service::{Service, all, says};
use crate::seal::world::{Secrets, feed, with_path};

/// Rotates all at once and keeps nothing.
const AT_ONCE: &str = "dependents = []; keepOld = \"0s\";";

fn world(rules: &[(&str, &str)]) -> Service {
    let secrets = Secrets::new();
    for program in ["cat", "head", "mkdir", "od", "rm", "sleep", "tr"] {
        secrets.world.give(program);
    }
    let rules: Vec<(&str, String)> = rules
        .iter()
        .map(|(name, rotate)| (*name, format!("[ me ]; rotate = {{ {rotate} }}")))
        .collect();
    let rules: Vec<(&str, &str)> =
        rules.iter().map(|(name, rule)| (*name, rule.as_str())).collect();
    secrets.rules(&rules);
    Service(secrets)
}

fn rotate(service: &Service, args: &[&str]) {
    let said = service.rotate(args);
    assert!(said.status.success(), "{args:?}: {}", all(&said));
}

#[test]
fn random_values_and_keys_with_their_public_halves() {
    let kinds = ["password", "token", "hex", "base64", "wireguard-psk", "restic"];
    let keys = ["wireguard", "ssh-user", "age"];
    let rules: Vec<(String, String)> = kinds
        .iter()
        .chain(&keys)
        .map(|kind| (format!("{kind}.age"), format!("kind = \"{kind}\"; {AT_ONCE}")))
        .collect();
    let rules: Vec<(&str, &str)> =
        rules.iter().map(|(name, rule)| (name.as_str(), rule.as_str())).collect();
    let service = world(&rules);
    for kind in kinds {
        let file = format!("{kind}.age");
        rotate(&service, &[kind]);
        let first = service.0.age("me", &file).unwrap();
        rotate(&service, &[kind]);
        assert_ne!(service.0.age("me", &file).unwrap(), first, "{kind}");
    }
    let public = |kind: &str| fs::read_to_string(service.0.path(&format!("{kind}.pub"))).unwrap();
    for kind in keys {
        rotate(&service, &[kind]);
        let first = public(kind);
        rotate(&service, &[kind]);
        assert_ne!(public(kind), first, "{kind}");
        assert!(!service.0.path(&format!("{kind}.old.pub")).exists(), "{kind}");
    }
    let key = service.0.age("me", "ssh-user.age").unwrap();
    let path = service.0.path("../user");
    fs::write(&path, key).unwrap();
    fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let mut keygen = with_path(service.0.world.closed("ssh-keygen"));
    let shown = keygen.arg("-y").arg("-f").arg(&path).output().unwrap();
    assert_eq!(String::from_utf8(shown.stdout).unwrap(), public("ssh-user"));
    let mut keygen = with_path(service.0.world.closed("age-keygen"));
    keygen.arg("-y");
    let key = service.0.age("me", "age.age").unwrap();
    let shown = feed(keygen, key.as_bytes());
    assert_eq!(String::from_utf8(shown.stdout).unwrap(), public("age"));
}

#[test]
fn a_public_half_is_known_before_the_key_is_used() {
    let service = world(&[(
        "wg.age",
        "kind = \"wireguard\"; verifier.host = \"peer\"; dependents = [ { host = \"web\"; } ]; keepOld = \"0s\";",
    )]);
    let public = |which: &str| fs::read_to_string(service.0.path(&format!("wg.{which}pub"))).ok();
    let said = service.rotate(&["wg"]);
    assert!(says(&said, "peer does not know wg.next.pub yet"), "{}", all(&said));
    let next = public("next.");
    assert!(next.is_some() && public("").is_none());
    let said = service.rotate(&["--continue"]);
    assert!(says(&said, "the new value is not on web yet"), "{}", all(&said));
    assert_eq!(public(""), next);
    rotate(&service, &["--continue"]);
    assert_eq!((public(""), public("next.")), (next, None));
}

#[test]
fn a_hash_follows_its_password_and_is_not_salted_anew_for_nothing() {
    let hash = |kind: &str, more: &str| {
        format!("kind = \"{kind}\"; generator = {{ source = \"pw.age\"; {more} }}; {AT_ONCE}")
    };
    let (htpasswd, bcrypt, yescrypt) = (
        hash("htpasswd", "user = \"app\"; cost = 5;"),
        hash("bcrypt", "cost = 5;"),
        hash("yescrypt", ""),
    );
    let env = format!(
        "kind = \"derived\"; generator = {{ hook = \"hooks/env\"; dependsOn = [ \"ht.age\" \"pw.age\" ]; }}; {AT_ONCE}"
    );
    let service = world(&[
        ("bc.age", &bcrypt),
        ("env.age", &env),
        ("ht.age", &htpasswd),
        ("pw.age", &format!("kind = \"password\"; {AT_ONCE}")),
        ("ye.age", &yescrypt),
    ]);
    // The descriptors are handed out in the order of `dependsOn`.
    service.hook(
        "hooks/env",
        "#!/bin/sh\nread -r request\n{ printf 'HASH='; head -n1 <&3; printf 'PASSWORD='; cat <&4; } >&5\n",
    );
    let said = service.rotate(&["pw"]);
    assert!(said.status.success(), "{}", all(&said));
    let read = |name: &str| service.0.age("me", name).unwrap();
    let password = read("pw.age");
    let (ht, bc, ye) = (read("ht.age"), read("bc.age"), read("ye.age"));
    assert!(ht.starts_with("app:$2y$05$") && bc.starts_with("$2y$05$") && ye.starts_with("$y$"));
    assert_eq!(read("env.age"), format!("HASH={ht}PASSWORD={password}"));

    // Each fits: nothing to be done.
    for name in ["ht", "bc", "ye"] {
        let before = service.0.read(&format!("{name}.age"));
        rotate(&service, &[name]);
        assert!(service.0.read(&format!("{name}.age")) == before, "{name} is salted anew");
    }
    service.0.ok_with(&["secrets", "edit", "pw", "-i", "../me"], b"by hand");
    rotate(&service, &["ht"]);
    assert_ne!(read("ht.age"), ht);
    assert!(read("env.age").ends_with("PASSWORD=by hand"), "what follows the hash follows, too");
    assert_eq!(read("bc.age"), bc);

    service.0.rules(&[
        ("a.age", "[ me ]; rotate = { kind = \"derived\"; generator = { hook = \"hooks/env\"; dependsOn = [ \"b.age\" ]; }; }"),
        ("b.age", "[ me ]; rotate = { kind = \"derived\"; generator = { hook = \"hooks/env\"; dependsOn = [ \"a.age\" ]; }; }"),
    ]);
    let said = service.rotate(&["a"]);
    assert!(
        says(&said, "each of these is computed from the next one: a.age, b.age"),
        "{}",
        all(&said)
    );
}

#[test]
fn a_certificate_is_signed_by_its_authority() {
    let service = world(&[
        (
            "tls.age",
            &format!(
                "kind = \"tls\"; generator = {{ caKey = \"ca.age\"; caCert = \"ca.pem\"; \
             names = [ \"web.example.org\" \"10.0.0.1\" ]; days = 30; }}; {AT_ONCE}"
            ),
        ),
        ("ca.age", ""),
    ]);
    let openssl = |args: &[&str]| {
        let mut openssl = with_path(service.0.world.closed("openssl"));
        let output = openssl.args(args).output().expect("openssl is needed by the tests");
        assert!(output.status.success(), "{}", all(&output));
        String::from_utf8(output.stdout).unwrap()
    };
    openssl(&[
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-subj",
        "/CN=Test",
        "-days",
        "30",
        "-keyout",
        "../ca.key",
        "-out",
        "ca.pem",
    ]);
    let key = fs::read(service.0.path("../ca.key")).unwrap();
    service.0.ok_with(&["secrets", "create", "ca", "-i", "../me"], &key);
    service.0.world.git(&["add", "-A"]);
    rotate(&service, &["tls"]);
    let first = openssl(&["x509", "-in", "tls.crt", "-noout", "-serial"]);
    rotate(&service, &["tls"]);
    assert_ne!(openssl(&["x509", "-in", "tls.crt", "-noout", "-serial"]), first);
    openssl(&["verify", "-CAfile", "ca.pem", "-verify_hostname", "web.example.org", "tls.crt"]);
    openssl(&["verify", "-CAfile", "ca.pem", "-verify_ip", "10.0.0.1", "tls.crt"]);
    let value = service.0.age("me", "tls.age").unwrap();
    fs::write(service.0.path("../tls"), &value).unwrap();
    let public = openssl(&["x509", "-in", "tls.crt", "-noout", "-pubkey"]);
    assert_eq!(openssl(&["pkey", "-in", "../tls", "-pubout"]), public, "key and certificate fit");
}

/// Issues tokens as files; killed right after one was issued where `../kill` says so.
const ISSUER: &str = r#"#!/bin/sh
read -r request
mkdir -p ../tokens
case $1 in
mint)
  id=$(od -An -N8 -tx1 /dev/urandom | tr -d ' \n')
  key=${request#*\"id\":\"}; key=${key%%\"*}
  printf 'token-%s' "$id" > ../tokens/"$id"; printf '%s' "$key" > ../tokens/"$id".key
  if [ -e ../kill ]; then rm ../kill; kill -9 $PPID; sleep 1; fi
  cat ../tokens/"$id" >&3
  printf '{"id":"%s"}' "$id" ;;
list)
  printf '['; comma=
  for file in ../tokens/*.key; do
    [ -e "$file" ] || continue
    id=${file##*/}; id=${id%.key}
    printf '%s{"id":"%s","key":"%s"}' "$comma" "$id" "$(cat "$file")"; comma=,
  done
  printf ']' ;;
revoke)
  case $request in
  *'"token":"'*) id=${request#*\"token\":\"}; id=${id%%\"*} ;;
  *) token=$(cat <&3); id=${token#token-} ;;
  esac
  rm -f ../tokens/"$id" ../tokens/"$id".key ;;
verify) token=$(cat <&3); [ -e ../tokens/"${token#token-}" ] || exit 1 ;;
esac
"#;

#[test]
fn a_token_is_issued_and_none_is_left_behind() {
    let service = world(&[(
        "t.age",
        &format!(
            "kind = \"api-token\"; generator.hook = \"hooks/t\"; verify.hook = \"hooks/t\"; {AT_ONCE}"
        ),
    )]);
    service.hook("hooks/t", ISSUER);
    let live = || -> Vec<String> {
        let files = fs::read_dir(service.0.path("../tokens")).unwrap();
        let files = files.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        files.filter(|name| !name.contains(".key")).collect()
    };
    rotate(&service, &["t"]);
    let first = service.0.age("me", "t.age").unwrap();
    assert_eq!(live().len(), 1);
    rotate(&service, &["t"]);
    assert_ne!(service.0.age("me", "t.age").unwrap(), first);
    assert_eq!(live().len(), 1, "the old one is revoked");

    service.say("kill", "");
    let said = service.rotate(&["t"]);
    assert_eq!(said.status.code(), None, "{}", all(&said));
    assert_eq!(live().len(), 2, "issued, and lost");
    assert!(service.0.age("me", "t.age").is_some());
    let said = service.rotate(&["--continue"]);
    assert!(said.status.success(), "{}", all(&said));
    assert!(says(&said, "revoked 1 issued to an interrupted run"), "{}", all(&said));
    let value = service.0.age("me", "t.age").unwrap();
    assert_eq!(live(), [value.trim_start_matches("token-")], "one is left: the one in use");

    // Aborted after it was issued: that one is revoked.
    service.hook("hooks/bad", "#!/bin/sh\nexit 2\n");
    service.0.rules(&[(
        "t.age",
        "[ me ]; rotate = { kind = \"api-token\"; generator.hook = \"hooks/t\"; verify.hook = \"hooks/t\"; \
         verifier.apply = \"hooks/bad\"; dependents = []; }",
    )]);
    assert_eq!(service.rotate(&["t"]).status.code(), Some(4));
    assert_eq!(live().len(), 2);
    rotate(&service, &["t", "--abort"]);
    assert_eq!(live(), [value.trim_start_matches("token-")]);
    assert_eq!(service.0.age("me", "t.age").unwrap(), value);
}

#[test]
fn a_key_that_opens_secrets_is_a_reader_before_the_old_one_goes() {
    let service = world(&[("id.age", &format!("kind = \"age\"; {AT_ONCE}"))]);
    rotate(&service, &["id"]);
    let rules = |keys: &str| {
        let id = format!("[ me ]; rotate = {{ kind = \"age\"; {AT_ONCE} }}");
        service.0.rules(&[("id.age", id.as_str()), ("b.age", keys)]);
    };
    rules("[ me (builtins.readFile ./id.pub) ]");
    service.0.ok_with(&["secrets", "create", "b", "-i", "../me"], b"value");
    service.0.world.git(&["add", "-A"]);
    let key = |name: &str| {
        fs::write(service.0.path(&format!("../{name}")), service.0.age("me", "id.age").unwrap())
            .unwrap();
    };
    key("old");
    assert!(service.0.age("old", "b.age").is_some());

    let said = service.rotate(&["id"]);
    assert!(says(&said, "the new key does not open b.age yet"), "{}", all(&said));
    service.0.world.git(&["add", "-A"]);
    rules("[ me (builtins.readFile ./id.pub) (builtins.readFile ./id.next.pub) ]");
    service.0.ok(&["secrets", "rekey", "-i", "../me"]);
    let said = service.rotate(&["--continue"]);
    assert!(says(&said, "the old key still opens b.age"), "{}", all(&said));
    key("new");
    assert!(service.0.age("old", "b.age").is_some() && service.0.age("new", "b.age").is_some());

    rules("[ me (builtins.readFile ./id.pub) ]");
    let said = service.0.ok(&["secrets", "rekey", "-i", "../me", "--json"]);
    assert!(said.contains("b.age"), "{said}");
    rotate(&service, &["--continue"]);
    assert_eq!(service.0.age("old", "b.age"), None);
    assert_eq!(service.0.age("new", "b.age").as_deref(), Some("value"));
}
