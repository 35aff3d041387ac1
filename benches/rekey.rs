//! What the README says of `nixward secrets rekey`, measured on 1,000 secrets for 10 ssh keys each:
//! CPU beside a loop that does the same with the age crate and nothing else, and memory.
//!
//! `make bench`, or `cargo bench --bench rekey`. Where ragenix is on PATH, it is run as well. A figure
//! over its bar is marked, and the program then fails.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program of its own: it runs others, reads files and prints"
)]

mod measure;

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use measure::{Cost, bar, nixward, run};

const SECRETS: usize = 1000;
const KEYS: usize = 10;

/// Alternating runs of both; the least of each counts.
const PAIRS: usize = 5;

/// CPU of a forced rekey over CPU of the bare loop.
const MOST_TIMES_FLOOR: f64 = 1.25;

/// CPU seconds of a rekey where nothing differs.
const MOST_SECONDS_SAME: f64 = 0.3;

/// CPU of adding a recipient over CPU of a rekey by ragenix.
const MOST_OF_RAGENIX: f64 = 1.0 / 8.0;

/// Peak memory, in MiB.
const MOST_MIB: f64 = 32.0;

/// Bytes of a large secret.
const LARGE: u64 = 1 << 30;

/// Tells the program to be the loop that it is compared with.
const FLOOR: &str = "--floor";

fn main() -> ExitCode {
    // Cargo adds `--bench`.
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [floor, folder] = &arguments[..]
        && floor == FLOOR
    {
        encrypt_all(Path::new(folder));
        return ExitCode::SUCCESS;
    }
    let folder = std::env::temp_dir().join(format!("nixward-bench-{}", std::process::id()));
    let good = measure_in(&folder);
    fs::remove_dir_all(&folder).unwrap();
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn measure_in(folder: &Path) -> bool {
    fs::create_dir_all(folder).unwrap();
    for key in 0..=KEYS {
        let mut keygen = Command::new("ssh-keygen");
        keygen.args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(key_file(folder, key));
        assert!(keygen.status().unwrap().success());
    }
    write_rules(folder, KEYS);
    let recipients = recipients(folder, KEYS);
    for secret in 0..SECRETS {
        seal(&recipients, &secret_file(folder, secret), &[b'x'; 64]);
    }
    let mut floor = Cost { seconds: f64::INFINITY, mib: 0.0 };
    let mut forced = Cost { seconds: f64::INFINITY, mib: 0.0 };
    for _ in 0..PAIRS {
        let mut bare = Command::new(std::env::current_exe().unwrap());
        floor.seconds = floor.seconds.min(run(bare.arg(FLOOR).arg(folder)).seconds);
        let cost = run(&mut rekey(folder, &["--force"]));
        forced.seconds = forced.seconds.min(cost.seconds);
        forced.mib = forced.mib.max(cost.mib);
    }
    println!("the age crate alone  {:.2} s CPU (least of {PAIRS})", floor.seconds);
    println!("rekey --force        {:.2} s CPU (least of {PAIRS})", forced.seconds);
    let mut good = bar("ratio", forced.seconds / floor.seconds, MOST_TIMES_FLOOR, "x");
    good &= bar("peak memory", forced.mib, MOST_MIB, " MiB");
    good &=
        bar("nothing differs", run(&mut rekey(folder, &[])).seconds, MOST_SECONDS_SAME, " s CPU");
    good &= added(folder);
    good & large(&folder.join("large"))
}

/// One recipient more for all, beside ragenix where it is installed. Each run has files of its own, made
/// before: a file system may take long for a new one where many have just been removed.
fn added(folder: &Path) -> bool {
    write_rules(folder, KEYS + 1);
    let copies: Vec<PathBuf> = (0..2 * PAIRS).map(|at| copy(folder, at)).collect();
    let is_there = Command::new("ragenix").arg("--version").output().is_ok();
    let (mut ours, mut theirs) = (f64::INFINITY, f64::INFINITY);
    for pair in copies.chunks_exact(2) {
        ours = ours.min(run(&mut rekey(&pair[0], &[])).seconds);
        if is_there {
            theirs = theirs.min(ragenix(&pair[1]).seconds);
        }
    }
    println!("one recipient added  {ours:.2} s CPU (least of {PAIRS})");
    if !is_there {
        println!("ragenix is not on PATH, and was not run");
        return true;
    }
    println!("ragenix              {theirs:.2} s CPU (least of {PAIRS})");
    bar("added, of ragenix", ours / theirs, MOST_OF_RAGENIX, "")
}

/// A folder with the secrets, the rules and a key to open them with.
fn copy(folder: &Path, at: usize) -> PathBuf {
    let copy = folder.join(format!("copy{at}"));
    fs::create_dir(&copy).unwrap();
    let names = (0..SECRETS).map(|secret| format!("{secret}.age"));
    for name in names.chain(["secrets.nix".to_owned(), "key0".to_owned()]) {
        fs::copy(folder.join(&name), copy.join(&name)).unwrap();
    }
    copy
}

/// One secret that is larger than any memory it may take: made, opened and encrypted anew.
fn large(folder: &Path) -> bool {
    fs::create_dir(folder).unwrap();
    let key = public(folder.parent().unwrap(), 0);
    fs::write(folder.join("secrets.nix"), format!("{{ \"a.age\".publicKeys = [ {key:?} ]; }}\n"))
        .unwrap();
    // A file of zeros that takes no room.
    File::create(folder.join("value")).unwrap().set_len(LARGE).unwrap();
    let verbs: [&[&str]; 3] =
        [&["create", "a.age", "--from", "value"], &["decrypt", "a.age"], &["rekey", "--force"]];
    let costs = verbs.map(|verb| {
        let mut command = nixward();
        command.current_dir(folder).arg("secrets").args(verb).args(["-i", "../key0"]);
        run(&mut command)
    });
    assert!(fs::metadata(folder.join("a.age")).unwrap().len() > LARGE);
    for (verb, cost) in verbs.iter().zip(&costs) {
        println!("1 GiB, {:<13} {:.2} s CPU", verb[0], cost.seconds);
    }
    bar(
        "1 GiB, peak memory",
        costs.iter().fold(0.0, |most, cost| cost.mib.max(most)),
        MOST_MIB,
        " MiB",
    )
}

fn ragenix(folder: &Path) -> Cost {
    let before = fs::read(secret_file(folder, 0)).unwrap();
    let mut ragenix = Command::new("ragenix");
    ragenix.current_dir(folder).args(["--rekey", "-i"]).arg(key_file(folder, 0));
    let cost = run(ragenix.args(["--rules", "./secrets.nix"]));
    assert!(fs::read(secret_file(folder, 0)).unwrap() != before, "ragenix has done nothing");
    cost
}

fn rekey(folder: &Path, arguments: &[&str]) -> Command {
    let mut rekey = nixward();
    rekey
        .current_dir(folder)
        .args(["secrets", "rekey", "-i"])
        .arg(key_file(folder, 0))
        .args(arguments);
    rekey
}

fn key_file(folder: &Path, key: usize) -> PathBuf {
    folder.join(format!("key{key}"))
}

fn secret_file(folder: &Path, secret: usize) -> PathBuf {
    folder.join(format!("{secret}.age"))
}

fn public(folder: &Path, key: usize) -> String {
    fs::read_to_string(key_file(folder, key).with_extension("pub")).unwrap().trim().to_owned()
}

fn write_rules(folder: &Path, keys: usize) {
    let mut rules = "let keys = [\n".to_owned();
    (0..keys).for_each(|key| writeln!(rules, "{:?}", public(folder, key)).unwrap());
    rules += "]; in {\n";
    (0..SECRETS).for_each(|secret| writeln!(rules, "\"{secret}.age\".publicKeys = keys;").unwrap());
    rules += "}\n";
    fs::write(folder.join("secrets.nix"), rules).unwrap();
}

fn recipients(folder: &Path, keys: usize) -> Vec<age::ssh::Recipient> {
    (0..keys).map(|key| public(folder, key).parse().unwrap()).collect()
}

/// The floor: every file opened, encrypted anew, written beside itself, synced and renamed.
fn encrypt_all(folder: &Path) {
    let text = fs::read(key_file(folder, 0)).unwrap();
    let identity = age::ssh::Identity::from_buffer(text.as_slice(), None).unwrap();
    let recipients = recipients(folder, KEYS);
    for secret in 0..SECRETS {
        let file = secret_file(folder, secret);
        let sealed = fs::read(&file).unwrap();
        let decryptor = age::Decryptor::new_buffered(sealed.as_slice()).unwrap();
        let mut value = Vec::new();
        let identities = std::iter::once(&identity as &dyn age::Identity);
        decryptor.decrypt(identities).unwrap().read_to_end(&mut value).unwrap();
        seal(&recipients, &file, &value);
    }
}

fn seal(recipients: &[age::ssh::Recipient], file: &Path, value: &[u8]) {
    let temporary = file.with_extension("new");
    let recipients = recipients.iter().map(|recipient| recipient as &dyn age::Recipient);
    let encryptor = age::Encryptor::with_recipients(recipients).unwrap();
    let mut sealed = Vec::new();
    let mut writer = encryptor.wrap_output(&mut sealed).unwrap();
    writer.write_all(value).unwrap();
    writer.finish().unwrap();
    let mut output = File::create(&temporary).unwrap();
    output.write_all(&sealed).unwrap();
    output.sync_all().unwrap();
    fs::rename(&temporary, file).unwrap();
}
