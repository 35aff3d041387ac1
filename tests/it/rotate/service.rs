//! A service that accepts values, and one that uses them: files beside the repository, changed by hooks
//! of it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Output;

use crate::seal::world::Secrets;

/// What the service accepts: a file with a value a line. `../kill` names the action during which
/// nixward is killed, once it has taken effect; `../fail` the one that fails.
const DATABASE: &str = r#"#!/bin/sh
action=$1
read -r request
echo "$request" >> ../log
[ "$(cat ../fail 2>/dev/null)" = "$action" ] && { echo "it is broken" >&2; exit 3; }
case $action in
accept) { cat <&3; echo; cat <&4; echo; } > ../accepted ;;
retire) { cat <&3; echo; } > ../accepted ;;
revert) { cat <&4; echo; } > ../accepted ;;
deploy) cat <&3 > ../web ;;
verify) grep -qxF "$(cat <&3)" ../accepted || exit 1 ;;
esac
if [ "$(cat ../kill 2>/dev/null)" = "$action" ]; then rm ../kill; kill -9 $PPID; sleep 1; fi
exit 0
"#;

/// A repository with one secret, `db.age`, and who uses it.
pub struct Service(pub Secrets);

impl Service {
    /// `more` is what else its rule says of rotation.
    pub fn new(more: &str) -> Self {
        let secrets = Secrets::new();
        for program in ["cat", "grep", "rm", "sleep"] {
            secrets.world.give(program);
        }
        let service = Self(secrets);
        service.hook("hooks/db", DATABASE);
        service.rules(&format!(
            "kind = \"password\"; verifier = {{ apply = \"hooks/db\"; retire = \"hooks/db\"; }}; \
             verify.hook = \"hooks/db\"; {more}"
        ));
        service.0.ok_with(&["secrets", "create", "db", "-i", "../me"], b"first");
        fs::write(service.0.path("../accepted"), "first\n").unwrap();
        fs::write(service.0.path("../web"), "first").unwrap();
        service.0.world.git(&["add", "-A"]);
        service
    }

    pub fn rules(&self, rotate: &str) {
        self.0.rules(&[("db.age", &format!("[ me ]; rotate = {{ {rotate} }}"))]);
    }

    pub fn hook(&self, name: &str, text: &str) {
        let path = self.0.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    pub fn rotate(&self, args: &[&str]) -> Output {
        let args = [&["secrets", "rotate", "-i", "../me"], args].concat();
        self.0.try_with(&args, b"")
    }

    pub fn beside(&self, name: &str) -> String {
        fs::read_to_string(self.0.path(&format!("../{name}"))).unwrap_or_default()
    }

    pub fn say(&self, name: &str, text: &str) {
        fs::write(self.0.path(&format!("../{name}")), text).unwrap();
    }

    pub fn value(&self) -> String {
        self.0.age("me", "db.age").expect("db.age opens")
    }

    /// Whoever uses the value is never refused.
    pub fn works(&self, when: &str) {
        let used = self.beside("web");
        let accepted = self.beside("accepted");
        assert!(accepted.lines().any(|line| line == used), "refused {when}: {used} of {accepted}");
    }

    /// Nothing is left but the secret, and one value is accepted: the secret's.
    pub fn is_at_rest(&self, when: &str) {
        let files = fs::read_dir(self.0.world.fleet()).unwrap();
        let files = files.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut files: Vec<String> = files.filter(|name| name != ".git").collect();
        files.sort();
        assert_eq!(files, ["db.age", "hooks", "secrets.nix"], "{when}");
        assert_eq!(self.beside("accepted"), format!("{}\n", self.value()), "{when}");
        assert_eq!(self.beside("web"), self.value(), "{when}");
    }
}

/// Whether an output says a text anywhere.
pub fn says(output: &Output, text: &str) -> bool {
    let all = [output.stdout.as_slice(), &output.stderr].concat();
    String::from_utf8_lossy(&all).contains(text)
}

/// What an output says, for messages.
pub fn all(output: &Output) -> String {
    let [stdout, stderr] =
        [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
    format!("{:?}: {stdout}{stderr}", output.status)
}
