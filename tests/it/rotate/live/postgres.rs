//! A password of `PostgreSQL`: two roles take turns, so that old and new are both accepted.

use std::path::PathBuf;
use std::process::Command;

use super::{Client, Live, Running, port, program, report, until};

fn installed() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let found =
        versions.map(|version| version.path().join("bin")).find(|bin| bin.join("initdb").is_file());
    if found.is_none() {
        println!("skipped: PostgreSQL is not installed");
    }
    found
}

/// The roles `app_a` and `app_b` are members of `app`; the one that nobody uses gets the new password.
const HOOK: &str = r#"#!/bin/sh
read -r request
sql() { psql -qXAt -v ON_ERROR_STOP=1 -h "$SOCKETS" -p "$PORT" -U admin -d postgres; }
used=$(cut -d' ' -f1 ../client); if [ "$used" = app_a ]; then other=app_b; else other=app_a; fi
case $1 in
accept)
  # Done already where the other role has this very password.
  printf "ALTER ROLE %s LOGIN PASSWORD '%s';\n" "$other" "$(cat <&3)" | sql || exit 4
  echo "$other" > ../turn ;;
deploy) echo "$(cat ../turn) $(cat <&3)" > ../client.new && mv ../client.new ../client ;;
retire) printf "ALTER ROLE %s NOLOGIN;\n" "$other" | sql || exit 4 ;;
revert) printf "ALTER ROLE %s NOLOGIN;\n" "$other" | sql || exit 4 ;;
verify)
  for role in app_a app_b; do
    PGPASSWORD=$(cat /dev/fd/3) psql -qXAt -h 127.0.0.1 -p "$PORT" -U $role -d postgres -c 'select 1' >/dev/null 2>&1 && exit 0
  done
  exit 1 ;;
esac
"#;

#[test]
fn a_password_of_postgresql_is_accepted_at_every_moment() {
    let (Some(bin), Some(_)) = (installed(), program("psql")) else { return };
    let live = Live::new();
    let folder = live.path("../pg");
    std::fs::create_dir(&folder).unwrap();
    let root = live.path("..");
    // PostgreSQL does not run as root.
    let as_user = |name: &str| {
        let mut command = Command::new("setpriv");
        command
            .args(["--reuid", "postgres", "--regid", "postgres", "--clear-groups"])
            .arg(bin.join(name));
        command.current_dir("/");
        command
    };
    let is_root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    let command = |name: &str| if is_root { as_user(name) } else { Command::new(bin.join(name)) };
    if is_root {
        std::fs::set_permissions(&root, std::os::unix::fs::PermissionsExt::from_mode(0o755))
            .unwrap();
        assert!(Command::new("chown").arg("postgres").arg(&folder).status().unwrap().success());
    }
    let port = port().to_string();
    let data = folder.join("data");
    let mut init = command("initdb");
    init.args([
        "-U",
        "admin",
        "--auth-local=trust",
        "--auth-host=scram-sha-256",
        "--no-sync",
        "-D",
    ])
    .arg(&data);
    assert!(init.output().unwrap().status.success());
    let mut server = command("postgres");
    server.arg("-D").arg(&data).args(["-p", &port, "-h", "127.0.0.1", "-k"]).arg(&folder);
    let _server = Running::start(server);
    let sockets = folder.display().to_string();
    let admin = |sql: &str| {
        let mut psql = Command::new("psql");
        psql.args(["-qX", "-h", &sockets, "-p", &port, "-U", "admin", "-d", "postgres", "-c", sql]);
        psql.output().unwrap().status.success()
    };
    until("PostgreSQL", || admin("select 1"));
    assert!(admin(
        "create role app; create role app_a login password 'first' in role app; create role app_b in role app"
    ));
    live.0.0.rules(&[("db.age", "[ me ]; rotate = { kind = \"password\"; verifier = { host = \"db\"; apply = \"hooks/db\"; retire = \"hooks/db\"; }; \
        dependents = [ { host = \"web\"; hook = \"hooks/db\"; } ]; verify.hook = \"hooks/db\"; keepOld = \"0s\"; }")]);
    let head = format!("#!/bin/sh\nSOCKETS={sockets} PORT={port}\n");
    live.0.hook("hooks/db", &format!("{head}{HOOK}{}exit 0\n", super::KILL));
    live.0.0.ok_with(&["secrets", "create", "db", "-i", "../me"], b"first");
    live.0.0.world.git(&["add", "-A"]);
    live.0.say("client", "app_a first\n");
    let login = {
        let port = port.clone();
        move |role: &str, password: &str| {
            let mut psql = Command::new("psql");
            psql.env("PGPASSWORD", password).args([
                "-qX",
                "-h",
                "127.0.0.1",
                "-p",
                &port,
                "-U",
                role,
                "-d",
                "postgres",
                "-c",
                "select 1",
            ]);
            psql.output().unwrap().status.success()
        }
    };
    let client = Client::start({
        let (login, file) = (login.clone(), live.path("../client"));
        move || {
            let text = std::fs::read_to_string(&file).unwrap();
            let (role, password) = text.trim().split_once(' ').unwrap();
            login(role, password)
        }
    });
    live.rotate_killed("db", &["accept", "deploy", "retire"]);
    report("PostgreSQL, killed three times", client.stop(), 0);
    assert!(!login("app_a", "first") && login("app_b", &live.value("db.age")));
}
