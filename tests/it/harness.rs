//! A closed world for one run of the program: its own folder, home and environment, so that a test
//! says the same on every machine.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use regex_lite::Regex;
use tempfile::TempDir;

/// The folder of this repository.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Whether expected files are to be rewritten rather than compared.
pub fn bless() -> bool {
    std::env::var_os("NIXWARD_BLESS").is_some()
}

/// Compares `actual` with the file at `path`, or writes it there when blessing.
pub fn compare(path: &Path, actual: &str) -> Result<(), String> {
    let expected = fs::read_to_string(path).unwrap_or_default();
    if expected == actual {
        return Ok(());
    }
    if bless() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, actual).unwrap();
        return Ok(());
    }
    let name = path.strip_prefix(repository()).unwrap_or(path).display();
    Err(format!("{name} differs (NIXWARD_BLESS=1 rewrites it)\n{}", changes(&expected, actual)))
}

/// The differing middle of two texts, as `-` and `+` lines.
fn changes(expected: &str, actual: &str) -> String {
    let (old, new): (Vec<_>, Vec<_>) = (expected.lines().collect(), actual.lines().collect());
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = old.len().min(new.len()) - same;
    let tail =
        old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let mut text = format!("  at line {}:\n", same + 1);
    for (sign, lines) in [('-', &old[same..old.len() - tail]), ('+', &new[same..new.len() - tail])]
    {
        for line in lines {
            let _ = writeln!(text, "  {sign}{line}");
        }
    }
    text
}

/// A folder to run in, and a home that has nothing in it.
pub struct World {
    root: TempDir,
}

impl World {
    /// An empty world.
    pub fn new() -> Self {
        let root = tempfile::Builder::new().prefix("nixward-test-").tempdir().unwrap();
        let world = Self { root };
        fs::create_dir(world.home()).unwrap();
        fs::create_dir(world.fleet()).unwrap();
        fs::create_dir(world.bin()).unwrap();
        world
    }

    /// The folder that commands run in: the flake.
    pub fn fleet(&self) -> PathBuf {
        self.root.path().join("fleet")
    }

    fn home(&self) -> PathBuf {
        self.root.path().join("home")
    }

    /// The only folder on PATH; empty, so that no tool of the machine is found.
    pub fn bin(&self) -> PathBuf {
        self.root.path().join("bin")
    }

    /// Puts a program of the machine on PATH.
    pub fn give(&self, program: &str) {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let mut found = std::env::split_paths(&path).map(|folder| folder.join(program));
        let found = found.find(|found| found.is_file()).expect("the tests need this program");
        std::os::unix::fs::symlink(found, self.bin().join(program)).unwrap();
    }

    /// Runs nixward in the flake's folder.
    pub fn nixward<S: AsRef<str>>(&self, args: &[S]) -> Output {
        self.command(args).output().unwrap()
    }

    /// nixward in the flake's folder, about to be started.
    pub fn command<S: AsRef<str>>(&self, args: &[S]) -> Command {
        let mut command = self.closed(env!("CARGO_BIN_EXE_nixward"));
        command.env("PATH", self.bin()).args(args.iter().map(AsRef::as_ref));
        command
    }

    /// Runs the machine's git in the flake's folder; it must succeed.
    pub fn git<S: AsRef<str>>(&self, args: &[S]) {
        let output = self.git_output(args);
        let args: Vec<&str> = args.iter().map(AsRef::as_ref).collect();
        assert!(
            output.status.success(),
            "git {}: {}",
            args.join(" "),
            String::from_utf8_lossy(&output.stderr)
        );
    }

    /// Runs the machine's git in the flake's folder; says whether it succeeded.
    pub fn try_git<S: AsRef<str>>(&self, args: &[S]) -> bool {
        self.git_output(args).status.success()
    }

    pub fn git_output<S: AsRef<str>>(&self, args: &[S]) -> Output {
        let mut command = self.closed("git");
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("GIT_CONFIG_COUNT", "1");
        command
            .envs([("GIT_CONFIG_KEY_0", "protocol.file.allow"), ("GIT_CONFIG_VALUE_0", "always")]);
        command.args(args.iter().map(AsRef::as_ref));
        command.output().expect("git is needed by the tests")
    }

    /// A program in the flake's folder, about to be started with nothing from outside.
    pub fn closed(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.fleet())
            .env_clear()
            .env("HOME", self.home())
            .envs([("LC_ALL", "C.UTF-8"), ("TZ", "UTC"), ("COLUMNS", "100"), ("TERM", "dumb")])
            .envs([("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_ALLOW_PROTOCOL", "file")])
            .envs([("GIT_AUTHOR_NAME", "t"), ("GIT_AUTHOR_EMAIL", "t@example.org")])
            .envs([("GIT_COMMITTER_NAME", "t"), ("GIT_COMMITTER_EMAIL", "t@example.org")])
            .envs([("GIT_AUTHOR_DATE", "1700000000 +0000")])
            .envs([("GIT_COMMITTER_DATE", "1700000000 +0000")])
            .stdin(Stdio::null());
        command
    }

    /// Text of a run with what differs between machines and moments masked.
    pub fn redact(&self, text: &str) -> String {
        let root = fs::canonicalize(self.root.path()).unwrap();
        let text = text
            .replace(root.to_str().unwrap(), "")
            .replace(self.root.path().to_str().unwrap(), "");
        let text = Regex::new(r"\b\d+ ms\b").unwrap().replace_all(&text, "N ms").into_owned();
        Regex::new(r#""ms": \d+"#).unwrap().replace_all(&text, r#""ms": 0"#).into_owned()
    }
}

/// The files below a folder, by their path in it; `.git` folders are left out.
pub fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(current) = folders.pop() {
        for entry in fs::read_dir(current).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if !entry.file_type().unwrap().is_dir() {
                let name = path.strip_prefix(folder).unwrap().to_owned();
                found.insert(name, fs::read(&path).unwrap_or_default());
            } else if entry.file_name() != ".git" {
                folders.push(path);
            }
        }
    }
    found
}

/// The Rust sources below a folder of this repository, by their path in it.
pub fn sources(folder: &str) -> BTreeMap<PathBuf, String> {
    files(&repository().join(folder))
        .into_iter()
        .filter(|(path, _)| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|(path, text)| (path, String::from_utf8(text).unwrap()))
        .collect()
}

/// Copies a folder of plain files. Git would take `.git` and `.gitignore` in a fixture for its own,
/// so a fixture spells them `dot-git..`.
pub fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        let target = to.join(name.replacen("dot-git", ".git", 1));
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            copy_tree(&entry.path(), &target);
        } else if kind.is_symlink() {
            std::os::unix::fs::symlink(fs::read_link(entry.path()).unwrap(), target).unwrap();
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
