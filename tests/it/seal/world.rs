//! A folder with rules, keys and the real `age` beside it.

use std::fmt::Write as _;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use crate::harness::World;

/// Such a folder.
pub struct Secrets {
    pub world: World,
    keys: String,
}

impl Secrets {
    pub fn new() -> Self {
        let mut secrets = Self { world: World::new(), keys: String::new() };
        for name in ["me", "web", "bob"] {
            secrets.key(name, &["-t", "ed25519"]);
        }
        secrets.key("rsa", &["-t", "rsa", "-b", "2048"]);
        let mut keygen = secrets.world.closed("age-keygen");
        keygen.arg("-o").arg(secrets.path("../x"));
        assert!(with_path(keygen).output().expect("age is needed by the tests").status.success());
        let text = fs::read_to_string(secrets.path("../x")).unwrap();
        let public = text.lines().find_map(|line| line.strip_prefix("# public key: ")).unwrap();
        let _ = write!(secrets.keys, "x = {public:?};");
        secrets.world.git(&["init", "--quiet", "--initial-branch=main"]);
        secrets
    }

    /// Makes a key of ssh, which rules know by its name.
    pub fn key(&mut self, name: &str, kind: &[&str]) {
        let mut keygen = self.world.closed("ssh-keygen");
        keygen.args(["-q", "-N", "", "-C", name, "-f"]).arg(self.path(&format!("../{name}")));
        assert!(with_path(keygen).args(kind).status().unwrap().success());
        let public = fs::read_to_string(self.path(&format!("../{name}.pub"))).unwrap();
        let _ = write!(self.keys, "{name} = {:?}; ", public.trim());
    }

    /// Writes the rules: names, and what follows `publicKeys = `.
    pub fn rules(&self, rules: &[(&str, &str)]) {
        let rules =
            rules.iter().map(|(name, keys)| format!("  {name:?} = {{ publicKeys = {keys}; }};\n"));
        let text = format!("let {} in {{\n{}}}\n", self.keys, rules.collect::<String>());
        fs::write(self.path("secrets.nix"), text).unwrap();
        self.world.git(&["add", "-A"]);
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.world.fleet().join(name)
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    /// What a run prints; it must succeed.
    pub fn ok(&self, args: &[&str]) -> String {
        self.ok_with(args, b"")
    }

    pub fn ok_with(&self, args: &[&str], input: &[u8]) -> String {
        let output = self.try_with(args, input);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{args:?}: {stderr}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// How a run fails.
    pub fn fails(&self, args: &[&str]) -> i32 {
        self.fails_with(args, b"")
    }

    pub fn fails_with(&self, args: &[&str], input: &[u8]) -> i32 {
        let output = self.try_with(args, input);
        assert!(!output.status.success(), "{args:?} succeeds");
        assert!(!output.stderr.is_empty(), "{args:?} says nothing");
        output.status.code().unwrap()
    }

    pub fn try_with(&self, args: &[&str], input: &[u8]) -> Output {
        feed(self.world.command(args), input)
    }

    /// What the real age says is in a file; none where it does not open it.
    pub fn age(&self, key: &str, file: &str) -> Option<String> {
        let mut age = self.world.closed("age");
        age.args(["-d", "-i", &format!("../{key}"), file]);
        let output = with_path(age).output().unwrap();
        output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
    }

    /// Makes a file with the real age.
    pub fn age_seal(&self, keys: &[&str], armor: bool, file: &str, value: &[u8]) {
        let mut age = self.world.closed("age");
        age.args(["-e", "-o", file]);
        for key in keys {
            age.args(["-R", &format!("../{key}.pub")]);
        }
        if armor {
            age.arg("-a");
        }
        assert!(feed(with_path(age), value).status.success());
    }

    /// Files that are neither secrets nor rules.
    pub fn strays(&self) -> Vec<String> {
        let names = fs::read_dir(self.world.fleet()).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let known = |name: &String| {
            let ending = name.rsplit('.').next().unwrap();
            ["age", "pub", "nix", "git"].contains(&ending)
        };
        names.filter(|name| !known(name)).collect()
    }
}

/// With the machine's programs.
pub fn with_path(mut command: Command) -> Command {
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command
}

/// Runs a program with something to read.
pub fn feed(mut command: Command, input: &[u8]) -> Output {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // One that ends without reading is free to.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}
