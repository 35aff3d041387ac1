//! What `nixward init` makes: sound for nixward, evaluated and built by real Nix.

use std::fs;

use crate::harness::{World, files, repository};
use crate::nix::NixWorld;

const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIH2YWqf79zxmtaULnsjR8wSSTPu3Ag6JpmmaQLkW56vu t";
const ROLES: &[&str] = &["server", "workstation", "laptop", "nas", "vm"];

/// What nixward prints; it must succeed.
#[track_caller]
fn nixward(world: &World, args: &[&str]) -> String {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let output = world.command(args).env("PATH", path).output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "nixward {}: {error}", args.join(" "));
    String::from_utf8(output.stdout).unwrap()
}

/// A fleet with a host of each role.
fn every_role(world: &World) {
    nixward(world, &["init", "--admin", "alex", "--key", KEY]);
    for role in ROLES {
        let address = format!("{role}.example.org");
        nixward(world, &["init", "host", role, "--role", role, "--address", &address]);
    }
}

#[test]
fn what_it_makes_has_no_findings_but_the_missing_lock() {
    for git in [false, true] {
        let world = World::new();
        if git {
            world.git(&["init", "-q"]);
        }
        every_role(&world);
        let hosts = nixward(&world, &["hosts", "--json"]);
        let hosts: serde_json::Value = serde_json::from_str(&hosts).unwrap();
        assert_eq!(hosts["hosts"].as_array().unwrap().len(), ROLES.len(), "{hosts}");
        assert_eq!(hosts["hosts_incomplete"], false);

        let output = world.nixward(&["check", "--deny", "info", "--skip", "NW206"]);
        let text = String::from_utf8_lossy(&output.stderr);
        let findings = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{findings}{text}");
    }
}

/// A lock for its flake: nixpkgs as this repository locks it, and some commit of nixward.
fn lock() -> String {
    let own = fs::read_to_string(repository().join("flake.lock")).unwrap();
    let mut lock: serde_json::Value = serde_json::from_str(&own).unwrap();
    let place = serde_json::json!({ "type": "github", "owner": "nixward", "repo": "nixward" });
    let mut locked = place.clone();
    locked["rev"] = "0123456789012345678901234567890123456789".into();
    locked["narHash"] = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=".into();
    locked["lastModified"] = lock["nodes"]["nixpkgs"]["locked"]["lastModified"].clone();
    lock["nodes"]["nixward"] = serde_json::json!({
        "inputs": { "nixpkgs": ["nixpkgs"] },
        "locked": locked,
        "original": place,
    });
    lock["nodes"]["root"]["inputs"]["nixward"] = "nixward".into();
    format!("{lock:#}\n")
}

#[test]
fn nix_evaluates_and_builds_it() {
    let Some(nix) = NixWorld::empty() else { return };
    every_role(nix.world());
    fs::write(nix.world().fleet().join("flake.lock"), lock()).unwrap();
    // The stand-in and this repository take the places of what is locked.
    let nixward = format!("path:{}", nix.put_flake("nixward").display());
    let instead = ["--override-input", "nixward", &nixward];
    nix.ok("flake check", &[&["--no-build", "path:."][..], &instead].concat());
    for role in ROLES {
        let toplevel = format!("path:.#nixosConfigurations.{role}.config.system.build.toplevel");
        let link = nix.beside(role);
        let args = [&toplevel, "--out-link", link.to_str().unwrap()];
        nix.ok("build", &[&args[..], &instead].concat());
        assert_eq!(fs::read_to_string(link.join("etc/hostname")).unwrap(), format!("{role}\n"));
    }
    let output = nix.world().nixward(&["check", "--deny", "info"]);
    let findings = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{findings}{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn nothing_is_written_where_something_is_in_the_way() {
    let world = World::new();
    fs::create_dir(world.fleet().join("hosts")).unwrap();
    fs::write(world.fleet().join("hosts/base.nix"), "{ }\n").unwrap();
    let before = files(&world.fleet());
    assert_eq!(world.nixward(&["init"]).status.code(), Some(3));
    assert_eq!(files(&world.fleet()), before);
}

#[test]
fn nothing_is_left_where_git_refuses_the_files() {
    let world = World::new();
    world.git(&["init", "-q"]);
    fs::write(world.fleet().join(".gitignore"), "hosts/\n").unwrap();
    let before = files(&world.fleet());
    let path = std::env::var_os("PATH").unwrap_or_default();
    let output = world.command(&["init"]).env("PATH", path).output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && error.contains("nothing was written"), "{error}");
    assert_eq!(files(&world.fleet()), before);
    assert!(world.git_output(&["ls-files"]).stdout.is_empty());
}

#[test]
fn the_template_of_the_flake_is_what_it_writes() {
    let world = World::new();
    nixward(&world, &["init"]);
    assert_eq!(files(&world.fleet()), files(&repository().join("templates/fleet")));
}

#[test]
fn what_a_dry_run_tells_is_not_written() {
    let world = World::new();
    nixward(&world, &["init"]);
    let before = files(&world.fleet());
    let host = ["init", "host", "nas", "--role", "nas"];
    let told = nixward(&world, &[&host[..], &["--dry-run"]].concat());
    assert!(told.contains("would change fleet.nix\n"), "{told}");
    let diff = nixward(&world, &[&host[..], &["--diff"]].concat());
    assert!(diff.contains("+  hosts = {\n+    nas = {\n"), "{diff}");
    assert_eq!(files(&world.fleet()), before);
}

#[test]
fn a_flake_that_is_there_gets_an_inventory_of_its_hosts() {
    let world = World::new();
    let flake = "{\n  inputs.nixpkgs.url = \"github:NixOS/nixpkgs/nixos-26.05\";\n  outputs = { nixpkgs, ... }: {\n    \
                 nixosConfigurations.web = nixpkgs.lib.nixosSystem {\n      modules = [ ./web.nix ];\n    };\n  };\n}\n";
    fs::write(world.fleet().join("flake.nix"), flake).unwrap();
    fs::write(world.fleet().join("web.nix"), "{ }\n").unwrap();
    nixward(&world, &["init"]);
    let inventory = fs::read_to_string(world.fleet().join("fleet.nix")).unwrap();
    assert!(inventory.contains("  hosts = {\n    web = { };\n  };\n"), "{inventory}");
    assert_eq!(fs::read_to_string(world.fleet().join("flake.nix")).unwrap(), flake);
    // Its flake.nix does not build what the inventory names, which is said.
    let output = world.nixward(&["init", "host", "db", "--role", "server"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("does not take its hosts from"), "{said}");
    let host = fs::read_to_string(world.fleet().join("hosts/db/default.nix")).unwrap();
    assert!(host.contains("networking.hostName = \"db\";"), "{host}");
}

#[test]
fn an_inventory_is_not_put_where_files_are_hosts() {
    let world = World::new();
    let flake = "{\n  inputs.nixpkgs.url = \"github:NixOS/nixpkgs/nixos-26.05\";\n  outputs = { nixpkgs, ... }: {\n    \
                 nixosConfigurations = builtins.mapAttrs (name: _: nixpkgs.lib.nixosSystem {\n      \
                 modules = [ (./hosts + \"/${name}\") ];\n    }) (builtins.readDir ./hosts);\n  };\n}\n";
    fs::write(world.fleet().join("flake.nix"), flake).unwrap();
    fs::create_dir(world.fleet().join("hosts")).unwrap();
    fs::write(world.fleet().join("hosts/web.nix"), "{ }\n").unwrap();
    let output = world.nixward(&["--fleet", "hosts/fleet.nix", "init"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(3) && said.contains("is enumerated"), "{said}");
    nixward(&world, &["init"]);
}
