//! What a shell completes: asked as a shell asks, and in real shells where they are there.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use crate::harness::World;

const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIH2YWqf79zxmtaULnsjR8wSSTPu3Ag6JpmmaQLkW56vu t";

/// A fleet with two hosts, a site, a feature and a secret, and a host with a name no shell should see.
fn world() -> World {
    let world = World::new();
    let put = |name: &str, text: &str| {
        let file = world.fleet().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    };
    put(
        "flake.nix",
        "{\n  inputs.nixpkgs.url = \"github:NixOS/nixpkgs\";\n  inputs.tools.url = \"github:example/tools\";\n  \
         outputs = { nixpkgs, ... }: {\n    nixosConfigurations = nixpkgs.lib.genAttrs \
         [ \"monitor\" \"media\" \"x;touch pwned\" ] (_: nixpkgs.lib.nixosSystem { });\n  };\n}\n",
    );
    put(
        "fleet.nix",
        &format!(
            "{{\n  admins.alex.keys = [ \"{KEY}\" ];\n  sites.attic = {{ }};\n  features.web.module = \"web.nix\";\n  \
             hosts.media = {{ }};\n}}\n"
        ),
    );
    put("web.nix", "{ }\n");
    put("secrets/secrets.nix", &format!("{{ \"wifi.age\".publicKeys = [ \"{KEY}\" ]; }}\n"));
    world
}

/// What may follow these words; the last is what has been typed of the next.
fn offers(world: &World, words: &[&str]) -> Vec<String> {
    let mut command = world.command(&[&["--", "nixward"][..], words].concat());
    command.env("NIXWARD_COMPLETE", "bash").env("_CLAP_COMPLETE_INDEX", words.len().to_string());
    let output = command.output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(str::to_owned).filter(|word| !word.starts_with("--")).collect()
}

#[test]
fn names_of_the_flake_are_offered() {
    let world = world();
    let offers = |words: &[&str]| offers(&world, words);
    assert_eq!(offers(&["files", ""]), ["media", "monitor"]);
    assert_eq!(offers(&["options", "show", "services.openssh.en"]).len(), 2);
    assert_eq!(offers(&["facts", "mo"]), ["monitor"]);
    assert_eq!(offers(&["facts", "media", "mo"]), ["monitor"]);
    assert_eq!(offers(&["graph", "--host", "me"]), ["media"]);
    assert_eq!(offers(&["secrets", "show", ""]), ["wifi.age"]);
    assert_eq!(offers(&["secrets", "rekey", "--only", "w"]), ["wifi.age"]);
    assert_eq!(offers(&["secrets", "readable-by", "a"]), ["alex"]);
    assert_eq!(offers(&["init", "host", "x", "--site", ""]), ["attic"]);
    assert_eq!(offers(&["init", "host", "x", "--feature", ""]), ["web"]);
    assert_eq!(offers(&["facts", "--override-input", "t"]), ["tools"]);
    assert!(offers(&["facts", "--override-input", "tools", "x"]).is_empty());
    assert_eq!(offers(&["explain", "NW30"]).len(), 8);
    assert_eq!(offers(&["check", "--only", "3"]), ["3xx"]);
    assert_eq!(offers(&["check", "--deny", "w"]), ["warning"]);
    let levels = ["NW301=error", "NW301=warning", "NW301=info"];
    assert_eq!(offers(&["check", "--severity", "NW301"]), levels);
    assert_eq!(offers(&["comple"]), ["completions"]);
}

#[test]
fn the_flake_is_the_one_that_is_named() {
    let world = world();
    fs::create_dir(world.fleet().join("sub")).unwrap();
    fs::write(world.fleet().join("other.nix"), "{ hosts.nas = { }; }\n").unwrap();
    let beside = world.fleet().with_file_name("beside");
    fs::create_dir(&beside).unwrap();
    let from = |words: &[&str]| {
        let mut command = world.command(&[&["--", "nixward"][..], words].concat());
        command.env("NIXWARD_COMPLETE", "bash");
        command.env("_CLAP_COMPLETE_INDEX", words.len().to_string()).current_dir(&beside);
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    assert_eq!(from(&["files", "m"]), "");
    for flag in [&["-C", "../fleet"][..], &["-C../fleet"], &["--directory=../fleet/sub"]] {
        assert_eq!(from(&[flag, &["files", "m"]].concat()), "media\nmonitor", "{flag:?}");
    }
    assert_eq!(offers(&world, &["--fleet", "other.nix", "files", "n"]), ["nas"]);
}

#[test]
fn where_there_is_nothing_to_say_nothing_is_said() {
    let world = World::new();
    assert!(offers(&world, &["files", ""]).is_empty());
    for (name, text) in [("flake.nix", "{ outputs = "), ("fleet.nix", "{ hosts = 1; }\n")] {
        fs::write(world.fleet().join(name), text).unwrap();
        assert!(offers(&world, &["files", ""]).is_empty());
        assert!(offers(&world, &["secrets", "show", ""]).is_empty());
    }
    for shell in ["tcsh", "/"] {
        let mut command = world.command(&["--", "nixward", "files", ""]);
        let output = command.env("NIXWARD_COMPLETE", shell).output().unwrap();
        assert!(output.status.success() && output.stdout.is_empty() && output.stderr.is_empty());
    }
}

/// What a shell prints, with nixward on its PATH; none where the shell is not there.
fn shell(world: &World, name: &str, args: &[&str], script: &str) -> Option<String> {
    let program = world.bin().join("nixward");
    if !program.exists() {
        symlink(env!("CARGO_BIN_EXE_nixward"), &program).unwrap();
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    if !std::env::split_paths(&path).any(|folder| folder.join(name).exists()) {
        println!("skipped: {name} is not on PATH");
        return None;
    }
    let paths = std::iter::once(world.bin()).chain(std::env::split_paths(&path));
    let mut command: Command = world.closed(name);
    command.env("PATH", std::env::join_paths(paths).unwrap());
    let output = command.args(args).arg("-c").arg(script).output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && error.is_empty(), "{name}: {error}");
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn bash_completes() {
    let script = "\
        source <(nixward completions bash)\n\
        ask() {\n  COMP_WORDS=(nixward \"$@\"); COMP_CWORD=$#; COMP_TYPE=9\n  \
        _clap_complete_nixward nixward \"${@: -1}\" x; printf '%s|' \"${COMPREPLY[@]}\"; echo\n}\n\
        ask files ''\nask secrets show w\nask facts mo\n";
    let Some(text) = shell(&world(), "bash", &["--norc"], script) else { return };
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("media|monitor|--"), "{text}");
    assert_eq!(lines[1..], ["wifi.age|", "monitor|"]);
}

#[test]
fn fish_completes() {
    let script = "\
        nixward completions fish | source\n\
        complete -C 'nixward files m'\ncomplete -C 'nixward secrets show '\n";
    let Some(text) = shell(&world(), "fish", &["--no-config"], script) else { return };
    assert!(
        text.starts_with("media\tNixOS\nmonitor\tNixOS\nwifi.age\tsecrets/wifi.age\n"),
        "{text}"
    );
}

/// In a terminal of its own, in which the key is pressed.
fn pressed_in_zsh(world: &World, before: &str) -> Option<String> {
    let script = format!(
        "zmodload zsh/zpty\n\
         zpty inner zsh -f -i\n\
         zpty -w inner '{before}; echo is\"\"ready'\n\
         zpty -r inner seen '*isready*'\n\
         zpty -w -n inner $'nixward files mon\\t'\n\
         zpty -r inner seen '*monitor*'\n\
         print -r -- \"$seen\"\n\
         zpty -d inner\n"
    );
    shell(world, "zsh", &["-f"], &script)
}

#[test]
fn zsh_completes() {
    let world = world();
    let script = "autoload -Uz compinit; compinit -u -D; source <(nixward completions zsh)";
    let Some(text) = pressed_in_zsh(&world, script) else { return };
    assert!(text.contains("monitor"), "{text}");
    // Out of a folder of functions, at the first time already.
    let folder = world.fleet().with_file_name("functions");
    fs::create_dir(&folder).unwrap();
    let script = world.nixward(&["completions", "zsh"]).stdout;
    fs::write(folder.join("_nixward"), script).unwrap();
    let script =
        format!("fpath=({} $fpath); autoload -Uz compinit; compinit -u -D", folder.display());
    let text = pressed_in_zsh(&world, &script).unwrap();
    assert!(text.contains("monitor"), "{text}");
}
