//! NW517: a password or its hash is committed.

use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::{Proviso, Sink};
use crate::model::finding::Severity;

use crate::check::input::File;

use super::passwords::{self, What};

pub static RULE: Rule = Rule {
    code: "NW517",
    name: "plain-password",
    severity: Severity::Warning,
    summary: "A password or its hash is committed",
    explain: Explain {
        what: "A user's password in a Nix file: `password` and `initialPassword` in plain text, and hashes such as\n\
`hashedPassword = \"$6$...\"`. Empty and locked (`!`) ones are left alone, and so are options and files\n\
called test, example, template, vm, iso and the like, and machines that set `virtualisation.qemu`. A first password that is meant to be changed is\n\
worth a note only.",
        why: "Everyone who can read the repository or the world-readable Nix store has the password, or can guess at\n\
it for as long as they like.",
        example: "users.users.alex.hashedPassword = \"$6$rounds=...\";",
        instead: "users.users.alex.hashedPasswordFile = config.age.secrets.alex.path;",
    },
    check: Check::File(check),
};

const HELP: &str = "make a new password, keep its hash encrypted, and name it: hashedPasswordFile";

fn check(file: &File<'_>, sink: &mut Sink<'_>) {
    for found in passwords::of(file) {
        let (message, severity) = match found.what {
            What::Plain => ("a password stands here in plain text", Severity::Warning),
            What::First => ("a first password stands here in plain text", Severity::Info),
            What::Hash => ("the hash of a password stands here", Severity::Warning),
        };
        sink.at(found.span, message)
            .severity(severity)
            .secret()
            .provided(Proviso::NotForTrials)
            .help(HELP);
    }
}
