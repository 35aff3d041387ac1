//! `check --watch`: real changes of files, one summary for each, and Ctrl-C.

mod terminal;

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::Child;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::changed::histories::with_submodule;
use crate::harness::World;
use crate::roles;

const FLAKE: &str = "{\n  outputs = _: import ./modules/one.nix;\n}\n";
const GOOD: &str = "{ a = 1; }\n";
const BAD: &str = "{ a = missing; }\n";

/// Longer than any machine needs for a run; shorter than a test may take.
const PATIENCE: Duration = Duration::from_secs(40);

/// So long nothing more comes: several times what a burst of changes may take.
const SILENCE: Duration = Duration::from_millis(900);

/// A run that goes on.
struct Watching {
    child: Child,
    lines: Receiver<String>,
}

impl Watching {
    fn start(world: &World, args: &[&str]) -> Self {
        // Ctrl-C reaches it, even where a shell has started these tests in the background.
        let mut command = world.closed("env");
        command.args([
            "--default-signal=INT,QUIT",
            env!("CARGO_BIN_EXE_nixward"),
            "check",
            "--watch",
        ]);
        command.args(args).env("PATH", std::env::var_os("PATH").unwrap_or_default());
        // One pipe for both, so that what is said keeps its order.
        let (said, say) = std::io::pipe().unwrap();
        command.stdout(say.try_clone().unwrap()).stderr(say).process_group(0);
        let child = command.spawn().unwrap();
        drop(command);
        let (tell, lines) = channel();
        thread::spawn(move || {
            for line in BufReader::new(said).lines().map_while(Result::ok) {
                if tell.send(line).is_err() {
                    return;
                }
            }
        });
        Self { child, lines }
    }

    /// What is said until the next summary, that included.
    #[track_caller]
    fn summary(&self) -> String {
        self.until(|line| line.contains(" in ") && line.ends_with(" ms"))
    }

    #[track_caller]
    fn until(&self, last: impl Fn(&str) -> bool) -> String {
        let mut text = String::new();
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) => {
                    text.extend([line.as_str(), "\n"]);
                    if last(&line) {
                        return text;
                    }
                }
                Err(error) => panic!("{error}: it said\n{text}"),
            }
        }
    }

    /// What is said until a summary says this: several changes may be one or more to a slow machine.
    #[track_caller]
    fn settles(&self, with: &str) -> String {
        self.until(|line| line.contains(with) && line.ends_with(" ms"))
    }

    /// What is said without being asked.
    #[track_caller]
    fn is_silent(&self) {
        match self.lines.recv_timeout(SILENCE) {
            Err(RecvTimeoutError::Timeout) => {}
            other => panic!("{other:?}"),
        }
    }

    /// Ends it as Ctrl-C does.
    fn interrupt(mut self) -> String {
        roles::signal("-INT", self.child.id());
        let until = Instant::now() + PATIENCE;
        let status = loop {
            match self.child.try_wait().unwrap() {
                Some(status) => break status,
                None if Instant::now() < until => thread::sleep(Duration::from_millis(10)),
                None => panic!("Ctrl-C does not end it"),
            }
        };
        assert_eq!(status.signal(), Some(2), "{status}");
        std::iter::from_fn(|| self.lines.recv_timeout(PATIENCE).ok()).collect()
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ended_already = self.child.kill();
        let _ = self.child.wait();
    }
}

fn world() -> World {
    let world = World::new();
    put(&world, "flake.nix", FLAKE);
    put(&world, "modules/one.nix", GOOD);
    world
}

fn repository() -> World {
    let world = world();
    world.git(&["init", "-q", "--initial-branch=main"]);
    world.git(&["add", "."]);
    world.git(&["commit", "-qm", "first"]);
    world
}

/// Puts a file there at once, so that a slow machine makes no two changes of it.
fn put(world: &World, name: &str, text: &str) {
    let file = world.fleet().join(name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    let beside = world.fleet().with_file_name("about to be there");
    fs::write(&beside, text).unwrap();
    fs::rename(beside, file).unwrap();
}

#[test]
fn every_change_gives_one_summary() {
    let world = repository();
    let watching = Watching::start(&world, &[]);
    let first = watching.until(|line| line.ends_with(" ms"));
    assert!(
        first.contains("Ctrl-C ends it") && first.contains("nothing found in 2 files"),
        "{first}"
    );
    watching.is_silent();

    put(&world, "modules/one.nix", BAD);
    let text = watching.summary();
    assert!(text.contains("modules/one.nix has changed"), "{text}");
    assert!(text.contains("undefined variable 'missing'"), "{text}");
    assert!(text.contains("1 error in 2 files"), "{text}");
    watching.is_silent();

    // The way editors save: a new file takes the place of the old one.
    put(&world, "modules/.one.nix.swp", "x");
    put(&world, "modules/4913", "");
    fs::remove_file(world.fleet().join("modules/4913")).unwrap();
    put(&world, "modules/one.nix~", GOOD);
    watching.is_silent();
    fs::rename(world.fleet().join("modules/one.nix~"), world.fleet().join("modules/one.nix"))
        .unwrap();
    assert!(watching.summary().contains("nothing found in 2 files"));

    // Many at once are few.
    for number in 0..200 {
        put(&world, "modules/one.nix", &format!("{{ a = missing{number}; }}\n"));
    }
    let text = watching.until(|line| line.contains("missing199"));
    assert!(text.matches(" ms\n").count() < 50, "{text}");
    watching.settles("1 error in 2 files");
    watching.is_silent();
    assert_eq!(watching.interrupt(), "");
}

#[test]
fn git_says_which_files_there_are() {
    let world = repository();
    let watching = Watching::start(&world, &[]);
    watching.summary();

    // Nobody sees it yet, but somebody may be waiting for it.
    put(&world, "modules/two.nix", BAD);
    assert!(watching.summary().contains("nothing found in 2 files"));
    put(&world, "modules/notes.txt", "x");
    watching.is_silent();
    world.git(&["add", "-N", "modules/two.nix"]);
    assert!(watching.summary().contains("1 error in 3 files"));

    // A new folder is watched from then on.
    put(&world, "new/deep/three.nix", GOOD);
    watching.is_silent();
    world.git(&["add", "-N", "new"]);
    assert!(watching.summary().contains("1 error in 4 files"));
    put(&world, "new/deep/three.nix", BAD);
    assert!(watching.summary().contains("2 errors in 4 files"));

    // What git does for itself is nothing new.
    world.git(&["add", "."]);
    watching.settles("2 errors in 4 files");
    world.git(&["commit", "-qm", "second"]);
    world.git(&["branch", "other"]);
    world.git(&["tag", "v1"]);
    put(&world, ".git/note", "x");
    watching.is_silent();

    world.git(&["checkout", "-q", "main~1"]);
    watching.settles("nothing found in 2 files");
    world.git(&["checkout", "-q", "main"]);
    watching.settles("2 errors in 4 files");
    // The folders that were gone are watched again.
    put(&world, "new/deep/three.nix", GOOD);
    assert!(watching.summary().contains("1 error in 4 files"));
    watching.interrupt();
}

#[test]
fn a_flake_that_is_gone_is_waited_for() {
    let world = repository();
    let watching = Watching::start(&world, &[]);
    watching.summary();
    fs::rename(world.fleet().join("flake.nix"), world.fleet().join("kept")).unwrap();
    let text = watching.until(|line| line.contains("hint") || line.contains("help"));
    assert!(text.contains("flake.nix"), "{text}");
    fs::rename(world.fleet().join("kept"), world.fleet().join("flake.nix")).unwrap();
    watching.settles("nothing found in 2 files");
    put(&world, "modules/one.nix", BAD);
    assert!(watching.summary().contains("1 error in 2 files"));
    watching.interrupt();
}

#[test]
fn submodules_and_linked_work_trees_are_watched() {
    let world = with_submodule();
    let watching = Watching::start(&world, &["--only", "NW002"]);
    watching.settles("nothing found");
    put(&world, "lib/one.nix", BAD);
    watching.settles("1 error");
    put(&world, "lib/three.nix", BAD);
    world.git(&["-C", "lib", "add", "-N", "three.nix"]);
    watching.settles("2 errors");
    watching.interrupt();

    let beside = world.fleet().with_file_name("beside");
    let at = beside.to_str().unwrap();
    world.git(&["worktree", "add", "-q", at]);
    let watching = Watching::start(&world, &["--only", "NW002", "-C", at]);
    watching.settles("nothing found");
    put(&world, "../beside/two.nix", BAD);
    world.git(&["-C", at, "add", "-N", "two.nix"]);
    watching.settles("1 error");
    watching.interrupt();
}

#[test]
fn without_git_every_folder_is_watched() {
    let world = world();
    let watching = Watching::start(&world, &[]);
    watching.summary();
    put(&world, "other/two.nix", BAD);
    watching.settles("1 error in 3 files");
    put(&world, "other/two.nix", GOOD);
    assert!(watching.summary().contains("nothing found in 3 files"));
    fs::remove_dir_all(world.fleet().join("other")).unwrap();
    watching.settles("nothing found in 2 files");
    watching.interrupt();
}

#[test]
fn a_baseline_and_a_base_are_watched_too() {
    let world = repository();
    put(&world, "modules/one.nix", BAD);
    let known = world.fleet().with_file_name("known.json");
    let known = known.to_str().unwrap();
    let write = ["check", "--baseline", known, "--write-baseline"];
    let empty = ["check", "--baseline", known, "--write-baseline", "--exclude", "modules"];
    assert!(world.nixward(&write).status.success());
    let watching = Watching::start(&world, &["--baseline", known, "--changed-since", "HEAD"]);
    let text = watching.summary();
    assert!(text.contains("nothing found") && text.contains("1 file changed since HEAD"), "{text}");
    fs::remove_file(known).unwrap();
    assert!(world.nixward(&empty).status.success());
    watching.settles("1 error in 2 files");
    world.git(&["commit", "-qam", "second"]);
    assert!(watching.settles("nothing found").contains("0 files changed since HEAD"));
    watching.interrupt();
}

#[test]
fn it_is_for_people_and_for_what_can_change() {
    let world = repository();
    for (args, code) in [
        (&["check", "--watch", "--json"][..], 2),
        (&["check", "--watch", "--format", "sarif"], 2),
        (&["check", "--watch", "--fix"], 2),
        (&["check", "--watch", "--diff"], 2),
        (&["check", "--watch", "--explain-cache", "a"], 2),
        (&["hooks", "run", "--watch"], 2),
        (&["check", "--watch", "-C", "/"], 3),
    ] {
        let output = world.nixward(args);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {output:?}");
        assert!(output.stdout.is_empty(), "{args:?}");
    }
}
