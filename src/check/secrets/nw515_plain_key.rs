//! NW515: a private key is committed in plain text.

use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

use crate::check::input::Text;

use super::report;

pub static RULE: Rule = Rule {
    code: "NW515",
    name: "plain-key",
    severity: Severity::Error,
    summary: "A private key is committed in plain text",
    explain: Explain {
        what: "A private key that opens without a passphrase, in any text file that the flake sees: of OpenSSH, PEM,\n\
OpenPGP, age or WireGuard, and preshared keys of WireGuard (a warning). The key is decoded: public\n\
keys, encrypted keys, cut ones and mere mentions are left alone, and so are files and folders called\n\
test, fixture, example and the like, keys beside which stands that they are no secret, and those that\n\
nixpkgs and Vagrant publish for machines to try out. In documentation it is a warning.",
        why: "Everyone who can read the repository, or the world-readable Nix store of a machine that was built from\n\
it, has the key. Taking it out of the files does not help: the history keeps it.",
        example: "networking.wireguard.interfaces.wg0.privateKey = \"6JM...=\";",
        instead: "A new key, and: networking.wireguard.interfaces.wg0.privateKeyFile = config.age.secrets.wg0.path;",
    },
    check: Check::Text(check),
};

fn check(file: &Text<'_>, sink: &mut Sink<'_>) {
    for hit in file.hits.iter().filter(|hit| hit.is_key) {
        report(
            hit,
            "make a new key, then keep that one encrypted: the history keeps this one",
            sink,
        );
    }
}
