//! Files of age and public keys.

use nixward::agefile::{compare, header, recipient};
use proptest::prelude::*;

use super::{damaged, run, small_files, soup};

const PIECES: &[&str] = &[
    "age-encryption.org/v1\n",
    "-> ssh-ed25519 ZiUlGQ XlGD9lZQiowxItyv2wYdvl7F/j1z4RyCib5GAa7fDWI\n",
    "++gouv6pBZx+l59yFSDLF0efJc8Y43/0RND+np5mj+0\n",
    "-> X25519 a\n",
    "-> scrypt a 18\n",
    "-> x-grease\n",
    "-> ",
    "--- ",
    "--- UQK7wU3iNzwON+glHU3zeyGlFuaC6IqCFavQOeys7TY\n",
    "-----BEGIN AGE ENCRYPTED FILE-----\n",
    "-----END AGE ENCRYPTED FILE-----\n",
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCg==\n",
    "ssh-ed25519 ",
    "ssh-rsa ",
    "AAAAC3NzaC1lZDI1NTE5AAAAIDF0s/N4UPZUzIkJqF5XsXAalWf8TgVItXxlYTfaen8q",
    "age1",
    "age1yubikey1",
    "qqqqqq",
    "A",
    "=",
    "\n",
    " ",
    "\0",
    "ä",
];

#[test]
fn a_nonsense_file_does_no_harm() {
    let mut texts = small_files(".age");
    texts.extend(small_files(".pub"));
    let long =
        (1..200_000_usize).prop_map(|count| "age-encryption.org/v1\n-> a\n\n".repeat(count / 20));
    let all = prop_oneof![4 => soup(PIECES), 12 => damaged(texts, PIECES), 1 => long];
    run(&all, 400, |text| {
        let keys = recipient::read_lines(text);
        for whole in [true, false] {
            match header::read(text.as_bytes(), whole) {
                Ok(sealed) => drop(compare::drift(&keys, &sealed)),
                Err(why) => assert!(!why.to_string().is_empty()),
            }
        }
    });
}
