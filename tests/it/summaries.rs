//! What earlier runs have kept changes nothing but the time: whatever was edited in between, and
//! whatever became of the cache.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::thread::sleep;
use std::time::Duration;

use crate::harness::{World, copy_tree, files, repository};

/// Edits after each of which the findings are compared.
const EDITS: usize = 40;

/// As many bytes are cut off at a time, beside the unit tests that cut at every byte.
const CUT: usize = 97;

/// Numbers that are the same in every run (xorshift, Marsaglia 2003).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % most as u64).unwrap()
    }
}

/// All Nix texts of the golden cases.
fn texts() -> Vec<Vec<u8>> {
    let cases = files(&repository().join("tests/cases"));
    let nix = cases.into_iter().filter(|(path, _)| path.extension().is_some_and(|it| it == "nix"));
    nix.map(|(_, text)| text).filter(|text| text.len() < 20_000).collect()
}

fn cache(world: &World) -> PathBuf {
    world.fleet().with_file_name("cache")
}

fn nixward(world: &World, args: &[&str]) -> Command {
    let mut command = world.command(args);
    command.env("NIXWARD_CACHE_DIR", cache(world));
    command
}

/// What a run says and how it ends.
fn answer(world: &World, output: &Output) -> String {
    let text = |bytes| world.redact(&String::from_utf8_lossy(bytes));
    format!("{}{}{:?}", text(&output.stdout), text(&output.stderr), output.status.code())
}

fn said(world: &World, args: &[&str]) -> String {
    answer(world, &nixward(world, args).output().unwrap())
}

/// The entries of the cache, none of which is empty.
fn entries(world: &World) -> Vec<PathBuf> {
    let found = files(&cache(world)).into_keys().map(|path| cache(world).join(path));
    let found: Vec<PathBuf> = found.collect();
    assert!(!found.is_empty(), "the cache is used");
    found
}

/// A flake with a few hosts, made of texts of the golden cases.
fn flake(world: &World, texts: &[Vec<u8>], dice: &mut Dice) {
    let flake = r#"{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs";
  outputs = { self, nixpkgs }: {
    nixosConfigurations = builtins.mapAttrs
      (name: _: nixpkgs.lib.nixosSystem { modules = [ (./hosts + "/${name}.nix") ]; })
      (builtins.removeAttrs { a = 1; b = 2; c = 3; } [ ]);
  };
}
"#;
    write(world, "flake.nix", flake.as_bytes());
    for host in ["a", "b", "c"] {
        let imports = "../modules/0.nix ../modules/3.nix ../modules/missing.nix ../modules";
        let text = format!("{{ ... }}: {{ imports = [ {imports} ]; }}\n");
        write(world, &format!("hosts/{host}.nix"), text.as_bytes());
    }
    for number in 0..12 {
        write(world, &format!("modules/{number}.nix"), &texts[dice.below(texts.len())]);
    }
    world.git(&["init", "--quiet", "--initial-branch=main"]);
    world.git(&["add", "-A"]);
}

fn write(world: &World, name: &str, text: &[u8]) {
    let path = world.fleet().join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// One change such as people make, on disk, in the index or in both.
fn edit(world: &World, texts: &[Vec<u8>], dice: &mut Dice) {
    let any = |dice: &mut Dice| format!("modules/{}.nix", dice.below(14));
    let name = any(dice);
    let path = world.fleet().join(&name);
    match dice.below(6) {
        0 | 1 => write(world, &name, &texts[dice.below(texts.len())]),
        2 => drop(fs::remove_file(&path)),
        3 => drop(fs::rename(&path, world.fleet().join(any(dice)))),
        4 => {
            // Of the same length, so that no size tells.
            let mut text = fs::read(&path).unwrap_or_else(|_| b"{ }".to_vec());
            let (from, to) = (dice.below(text.len().max(1)), dice.below(text.len().max(1)));
            if !text.is_empty() {
                text.swap(from, to);
            }
            write(world, &name, &text);
        }
        _ => {
            let host = ["a", "b", "c"][dice.below(3)];
            let text = format!("{{ ... }}: {{ imports = [ ../{} ]; }}\n", any(dice));
            write(world, &format!("hosts/{host}.nix"), text.as_bytes());
        }
    }
    match dice.below(3) {
        0 => world.git(&["add", "-A"]),
        1 => world.git(&["add", "-A", "-N"]),
        _ => {}
    }
}

#[test]
fn edits_are_seen_with_a_warm_cache_as_without_one() {
    let (world, texts, mut dice) = (World::new(), texts(), Dice(20_27));
    flake(&world, &texts, &mut dice);
    let mut answers = Vec::new();
    for number in 0..EDITS {
        for args in [&["check", "--format", "json"][..], &["hooks", "run", "--format", "json"]] {
            let with = said(&world, args);
            let without = said(&world, &[args, &["--no-cache"]].concat());
            assert_eq!(with, without, "{args:?} after {number} edits");
            answers.push(with);
        }
        edit(&world, &texts, &mut dice);
    }
    answers.sort();
    answers.dedup();
    assert!(answers.len() > EDITS / 2, "the edits matter: {}", answers.len());
}

/// As long as two changes of a file may look alike, and some more.
const SETTLED: Duration = Duration::from_millis(3200);

#[test]
fn a_file_that_looks_as_it_did_is_read_when_it_was_changed() {
    let world = World::new();
    flake(&world, &texts(), &mut Dice(7));
    write(&world, "modules/0.nix", b"{ a = let unused = 1; in 1; }\n");
    world.git(&["init", "-q"]);
    world.git(&["add", "."]);
    sleep(SETTLED);
    let check = ["check", "--info"];
    let cold = said(&world, &check);
    assert!(cold.contains("modules/0.nix"), "{cold}");
    assert_eq!(said(&world, &check), cold, "nothing was changed");
    // The same length, and the time of before.
    let file = world.fleet().join("modules/0.nix");
    let modified = fs::metadata(&file).unwrap().modified().unwrap();
    fs::write(&file, b"{ a = let aunused= 1; in 1; }\n").unwrap();
    File::options().write(true).open(&file).unwrap().set_modified(modified).unwrap();
    let warm = said(&world, &check);
    assert!(warm.contains("aunused"), "{warm}");
    assert_eq!(warm, said(&world, &["check", "--info", "--no-cache"]));
}

#[test]
fn a_damaged_cache_is_as_good_as_none() {
    let (world, mut dice) = (World::new(), Dice(7));
    flake(&world, &texts(), &mut dice);
    let args = ["check", "--format", "json"];
    let expected = said(&world, &[&args[..], &["--no-cache"]].concat());
    assert_eq!(said(&world, &args), expected);
    for entry in entries(&world) {
        let whole = fs::read(&entry).unwrap();
        for length in (0..whole.len()).step_by(CUT.max(whole.len() / 20)) {
            fs::write(&entry, &whole[..length]).unwrap();
            assert_eq!(said(&world, &args), expected, "cut to {length} bytes");
            assert_eq!(fs::read(&entry).unwrap().len(), whole.len(), "and is made anew");
        }
        let mut damaged = whole.clone();
        let at = dice.below(damaged.len());
        damaged[at] ^= 0x10;
        fs::write(&entry, damaged).unwrap();
        assert_eq!(said(&world, &args), expected, "a bit of byte {at} flipped");
        fs::set_permissions(&entry, fs::Permissions::from_mode(0o666)).unwrap();
        assert_eq!(said(&world, &args), expected, "others can write it");
        fs::remove_file(&entry).unwrap();
        std::os::unix::fs::symlink("/dev/zero", &entry).unwrap();
        assert_eq!(said(&world, &args), expected, "a link to something without end");
    }
}

#[test]
fn no_place_and_no_room_cost_time_alone() {
    let world = World::new();
    flake(&world, &texts(), &mut Dice(8));
    let args = ["check", "--format", "json"];
    let expected = said(&world, &[&args[..], &["--no-cache"]].concat());
    assert!(!cache(&world).exists(), "--no-cache makes nothing");

    // No file may grow, as on a full disk; pipes are no files.
    let mut shell = world.closed("/bin/sh");
    shell.args([
        "-c",
        "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\"",
        env!("CARGO_BIN_EXE_nixward"),
    ]);
    shell.args(args).env("NIXWARD_CACHE_DIR", cache(&world)).env("PATH", world.bin());
    assert_eq!(answer(&world, &shell.output().unwrap()), expected, "a full disk");
    assert!(files(&cache(&world)).is_empty(), "nothing is left of the attempt");

    fs::remove_dir_all(cache(&world)).unwrap();
    fs::write(cache(&world), "in the way").unwrap();
    assert_eq!(said(&world, &args), expected, "a file in place of the folder");
    let nowhere = world.command(&args).env("NIXWARD_CACHE_DIR", "/proc/nixward").output().unwrap();
    assert_eq!(answer(&world, &nowhere), expected, "a file system that takes no folder");
}

#[test]
fn two_at_once_are_no_trouble() {
    let world = World::new();
    flake(&world, &texts(), &mut Dice(9));
    let args = ["check", "--format", "json"];
    let expected = said(&world, &[&args[..], &["--no-cache"]].concat());
    let mut piped = nixward(&world, &args);
    piped.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let running: Vec<_> = (0..6).map(|_| piped.spawn().unwrap()).collect();
    for child in running {
        assert_eq!(answer(&world, &child.wait_with_output().unwrap()), expected);
    }
    assert_eq!(said(&world, &args), expected);
    assert!(entries(&world).iter().all(|entry| !is_unfinished(entry)));
}

fn is_unfinished(entry: &Path) -> bool {
    entry.file_name().unwrap().to_str().unwrap().starts_with('.')
}

#[test]
fn no_secret_lies_in_the_cache() {
    let world = World::new();
    copy_tree(&repository().join("tests/cases/check/nw517-plain-password/in"), &world.fleet());
    // Its hash is the example of an option, which is no secret.
    fs::remove_file(world.fleet().join("options.nix")).unwrap();
    write(&world, "modules/public.nix", b"{ environment.etc.motd.text = \"welcome aboard\"; }\n");
    write(
        &world,
        "flake.nix",
        b"{
      outputs = { self, nixpkgs }: {
        nixosConfigurations.a = nixpkgs.lib.nixosSystem {
          modules = map (name: ./. + \"/${name}\") (builtins.attrNames (builtins.readDir ./.))
            ++ [ ./modules/public.nix ];
        };
      };
    }",
    );
    world.git(&["init", "--quiet", "--initial-branch=main"]);
    world.git(&["add", "-A"]);
    let kept = |text: &str| {
        let holds = |entry: PathBuf| {
            memchr::memmem::find(&fs::read(entry).unwrap(), text.as_bytes()).is_some()
        };
        entries(&world).into_iter().any(holds)
    };
    for args in [&["check"][..], &["hooks", "run"], &["hosts"]] {
        said(&world, args);
        assert!(!kept("correct horse") && !kept("$6$abcdefgh"), "{args:?}");
    }
    assert!(kept("welcome aboard"), "what is no secret is kept");

    // What is secret to whoever encrypts all of a file, no rule can know.
    fs::remove_dir_all(cache(&world)).unwrap();
    write(&world, ".gitattributes", b"*.nix filter=git-crypt diff=git-crypt\n");
    world.git(&["add", ".gitattributes"]);
    said(&world, &["check"]);
    assert!(!cache(&world).exists(), "nothing is kept of a filtered tree");
}
