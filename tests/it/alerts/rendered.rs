//! A fleet that feeds every alert, rendered by the program itself.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::harness::{World, repository};
use crate::live::program;

/// The inventory of twelve hosts.
pub(super) fn inventory() -> String {
    fs::read_to_string(repository().join("tests/it/alerts/fleet.nix")).unwrap()
}

/// Renders an inventory; the error where it is refused.
pub(super) fn render(inventory: &str) -> Result<World, String> {
    let world = World::new();
    fs::write(world.fleet().join("flake.nix"), "{ outputs = _: { }; }\n").unwrap();
    fs::write(world.fleet().join("fleet.nix"), inventory).unwrap();
    let output = world.nixward(&["render", "monitoring"]);
    if output.status.success() {
        return Ok(world);
    }
    Err(String::from_utf8_lossy(&output.stderr).into_owned())
}

/// The folder of the rendered files.
pub(super) fn folder(world: &World) -> PathBuf {
    world.fleet().join("modules/_rendered/monitoring")
}

/// A program of the machine, to be run; none, and a word about it, where it is missing.
pub(super) fn tool(name: &str) -> Option<Command> {
    program(name).map(Command::new)
}

/// Files of a folder whose names end so, in order.
pub(super) fn listed(folder: &std::path::Path, end: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.to_string_lossy().ends_with(end));
    files.sort();
    files
}

/// The configuration of Alertmanager as envsubst leaves it, for a version that reads no URL and no
/// token from a file: Debian 12 has 0.25, the keys came with 0.26 and 0.28.
pub(super) fn for_old_alertmanager(text: &str, hook: &str) -> String {
    let mut lines = Vec::new();
    for line in text.replace("$$", "$").lines() {
        let indent: String = line.chars().take_while(|char| " -".contains(*char)).collect();
        let key = line.trim_start_matches([' ', '-']).split(':').next().unwrap();
        let file = line.rsplit('/').next().unwrap().trim_end_matches(['"', '}']);
        lines.push(match key {
            "url_file" => format!("{indent}url: {hook}/{file}"),
            "webhook_url_file" => format!("{indent}webhook_url: {hook}/{file}"),
            "bot_token_file" => format!("{indent}bot_token: none"),
            _ => line.to_owned(),
        });
    }
    lines.join("\n") + "\n"
}
