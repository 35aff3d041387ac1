//! The test vectors of C2SP for files of age: `NIXWARD_TEST_AGE_VECTORS` names `age/testdata` of a
//! checkout of C2SP/CCTV.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::world::{Secrets, feed, with_path};

/// Keys that these files are for and that nixward takes no private half of.
const NOT_OURS: &[&str] = &["AGE-SECRET-KEY-PQ-1"];

struct Vector {
    said: BTreeMap<String, String>,
    file: Vec<u8>,
}

impl Vector {
    fn read(path: &Path) -> Self {
        let bytes = fs::read(path).unwrap();
        let end = bytes.windows(2).position(|two| two == b"\n\n").unwrap();
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let said = head.lines().filter_map(|line| line.split_once(": "));
        let mut vector = Self {
            said: said.map(|(key, value)| (key.to_owned(), value.to_owned())).collect(),
            file: bytes[end + 2..].to_vec(),
        };
        if vector.said("compressed") == Some("zlib") {
            vector.file = inflated(&vector.file);
        }
        vector
    }

    fn said(&self, key: &str) -> Option<&str> {
        self.said.get(key).map(String::as_str)
    }
}

/// What zlib has packed: `gzip` reads the same with another head, and misses its checksum.
fn inflated(packed: &[u8]) -> Vec<u8> {
    let head = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0];
    let mut gzip = with_path(std::process::Command::new("gzip"));
    gzip.arg("-dc");
    feed(gzip, &[&head[..], &packed[2..]].concat()).stdout
}

#[test]
fn files_open_and_fail_as_the_vectors_say() {
    let Some(folder) = std::env::var_os("NIXWARD_TEST_AGE_VECTORS") else {
        println!("skipped: NIXWARD_TEST_AGE_VECTORS names no test vectors");
        return;
    };
    let world = Secrets::new();
    let anybody = fs::read_to_string(world.path("../x")).unwrap();
    let anybody = anybody.lines().find(|line| !line.starts_with('#')).unwrap().to_owned();
    world.rules(&[("v.age", "[ me ]")]);
    let (mut agreed, mut left, mut wrong) = (0, Vec::new(), Vec::new());
    let mut paths: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let vector = Vector::read(&path);
        let identity = vector.said("identity").unwrap_or(&anybody);
        let is_ours = NOT_OURS.iter().all(|kind| !identity.starts_with(kind));
        if !is_ours || vector.said("passphrase").is_some() {
            left.push(name);
            continue;
        }
        fs::write(world.path("v.age"), &vector.file).unwrap();
        fs::write(world.path("../identity"), format!("{identity}\n")).unwrap();
        world.world.git(&["add", "-A"]);
        let output = world.try_with(&["secrets", "decrypt", "v.age", "-i", "../identity"], b"");
        let code = output.status.code().unwrap_or(-1);
        let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(&output.stdout));
        let good = match vector.said("expect") {
            Some("success") => code == 0 && vector.said("payload") == Some(&hash),
            // What was handed out before the damage was met is genuine.
            Some("payload failure") => {
                code != 0 && vector.said("payload").is_none_or(|payload| payload == hash)
            }
            _ => code != 0 && output.stdout.is_empty(),
        };
        if good {
            agreed += 1;
        } else {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            wrong.push(format!("{name}: {:?}, but {code}: {said}", vector.said("expect")));
        }
    }
    println!("{agreed} vectors agree; {} are not for keys of ours: {}", left.len(), left.join(" "));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(agreed > 50, "too few vectors");
}
