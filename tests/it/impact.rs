//! `nixward impact` against what Nix says of both sides.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::remembered::{BASE, Fleet};

/// Commits, each with the files that it writes; an empty text deletes one.
const COMMITS: &[(&str, &[(&str, &str)])] = &[
    ("a host", &[("hosts/a.nix", "{ networking.hostName = \"other\"; }\n")]),
    ("a comment", &[("hosts/b.nix", "# b\n{ networking.hostName = \"b\"; }\n")]),
    ("nobody's file", &[("README.md", "hello\n")]),
    ("nobody's module", &[("hosts/unused.nix", "{ networking.hostName = \"unused\"; }\n")]),
    (
        "what it reads",
        &[
            ("hosts/b.nix", "{ networking.hostName = builtins.readFile ../name; }\n"),
            ("name", "read"),
        ],
    ),
    ("what it reads, again", &[("name", "again")]),
    (
        "two hosts",
        &[
            ("hosts/a.nix", "{ networking.hostName = \"third\"; }\n"),
            ("hosts/user.nix", "{ networking.hostName = \"user2\"; }\n"),
        ],
    ),
    ("a deletion", &[("hosts/unused.nix", "")]),
    (
        "the same in other words",
        &[("hosts/a.nix", "{ networking = { hostName = \"third\"; }; }\n")],
    ),
    (
        "an option more",
        &[(
            "hosts/a.nix",
            "{ networking.hostName = \"third\"; networking.firewall.allowedTCPPorts = [ 80 ]; }\n",
        )],
    ),
];

#[test]
fn names_exactly_the_hosts_whose_systems_differ() {
    let Some(fleet) = Fleet::new() else { return };
    let git = |args: &[&str]| fleet.world().git(args);
    fleet.put("base.nix", BASE);
    let mut before = systems(&fleet);
    for (what, files) in COMMITS {
        for (path, text) in *files {
            if text.is_empty() {
                git(&["rm", "-q", path]);
            } else {
                fleet.put(path, text);
            }
        }
        git(&["add", "."]);
        git(&["commit", "-qm", what]);
        let after = systems(&fleet);
        let differ: Vec<&String> = after
            .iter()
            .filter(|(host, drv)| before[*host] != **drv)
            .map(|(host, _)| host)
            .collect();
        let output = fleet.nixward(&["impact", "HEAD~1", "--drv", "--json"]);
        let report: Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
        let hosts = report["hosts"].as_array().unwrap().iter();
        let changed: Vec<&str> = hosts
            .filter(|host| host["system"] != "same")
            .map(|host| host["host"].as_str().unwrap())
            .collect();
        assert_eq!(changed, differ, "{what}: {report:#}");
        before = after;
    }
}

/// The derivation of each host, by Nix itself.
fn systems(fleet: &Fleet) -> BTreeMap<String, String> {
    let apply = "builtins.mapAttrs (_: host: host.config.system.build.toplevel.drvPath)";
    serde_json::from_str(&fleet.eval(&[".#nixosConfigurations", "--apply", apply])).unwrap()
}

#[test]
fn an_unknown_revision_is_the_users_error() {
    let Some(fleet) = Fleet::new() else { return };
    let output = fleet.nixward(&["impact", "no-such-branch"]);
    assert_eq!(output.status.code(), Some(3));
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("git knows no revision `no-such-branch`"), "{error}");
}

#[test]
fn markdown_has_a_row_for_each_host_that_differs() {
    let Some(fleet) = Fleet::new() else { return };
    fleet.put("hosts/a.nix", "{ networking.hostName = \"other\"; }\n");
    let output = fleet.nixward(&["impact", "HEAD", "--drv", "--format", "markdown"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("| a ")).collect();
    assert_eq!(rows.len(), 1, "{text}");
    assert!(rows[0].contains("changed"), "{text}");
    assert!(!text.contains("| b | changed"), "{text}");
}

#[test]
fn what_an_evaluation_has_read_reaches_its_host() {
    let Some(fleet) = Fleet::new() else { return };
    fleet.put("name", "one");
    fleet.put("hosts/a.nix", "{ networking.hostName = builtins.readFile (../. + \"/name\"); }\n");
    fleet.world().git(&["add", "."]);
    fleet.world().git(&["commit", "-qm", "a name"]);
    fleet.put("name", "two");
    assert!(fleet.nixward(&["facts"]).status.success());
    let output = fleet.nixward(&["impact", "HEAD", "--json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let row = |name: &str| {
        let mut hosts = report["hosts"].as_array().unwrap().iter();
        hosts.find(|host| host["host"] == name).unwrap()["reached_by"].clone()
    };
    assert_eq!(row("a"), serde_json::json!(["name"]), "{report:#}");
    assert_eq!(row("b"), serde_json::json!([]), "{report:#}");
}
