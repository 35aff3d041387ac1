//! What `builtins.parseFlakeRef` of Nix 2.34 answers, and what its flake reader adds to it.

use super::{Reference, decode};
use crate::syntax::reference::AttrValue;

/// The text of a reference, and its attributes in order; none where Nix refuses it.
const ANSWERS: &[(&str, Option<&str>)] = &[
    ("nixpkgs", Some("id=nixpkgs type=indirect")),
    ("nixpkgs/nixos-24.11", Some("id=nixpkgs ref=nixos-24.11 type=indirect")),
    (
        "nixpkgs/nixos-24.11/e5d1c87f5813afde2dda384ac807c57a105721cc",
        Some(
            "id=nixpkgs ref=nixos-24.11 rev=e5d1c87f5813afde2dda384ac807c57a105721cc type=indirect",
        ),
    ),
    (
        "nixpkgs/e5d1c87f5813afde2dda384ac807c57a105721cc",
        Some("id=nixpkgs rev=e5d1c87f5813afde2dda384ac807c57a105721cc type=indirect"),
    ),
    ("flake:nixpkgs", Some("id=nixpkgs type=indirect")),
    ("flake:nixpkgs/release-24.05", Some("id=nixpkgs ref=release-24.05 type=indirect")),
    ("github:a/b", Some("owner=a repo=b type=github")),
    ("github:a/b/main", Some("owner=a ref=main repo=b type=github")),
    ("github:a/b/feature/x", Some("owner=a ref=feature/x repo=b type=github")),
    (
        "github:a/b/e5d1c87f5813afde2dda384ac807c57a105721cc",
        Some("owner=a repo=b rev=e5d1c87f5813afde2dda384ac807c57a105721cc type=github"),
    ),
    ("github:a/b?ref=x", Some("owner=a ref=x repo=b type=github")),
    (
        "github:a/b?rev=e5d1c87f5813afde2dda384ac807c57a105721cc",
        Some("owner=a repo=b rev=e5d1c87f5813afde2dda384ac807c57a105721cc type=github"),
    ),
    ("github:a/b/?dir=x", Some("dir=x owner=a repo=b type=github")),
    (
        "github:a/b?dir=x/y&host=git.example.org",
        Some("dir=x/y host=git.example.org owner=a repo=b type=github"),
    ),
    ("github:a/b?submodules=1", Some("owner=a repo=b type=github")),
    ("github:a%2Fx/b", Some("owner=a/x repo=b type=github")),
    ("gitlab:a%2Fx/b", Some("owner=a/x repo=b type=gitlab")),
    ("gitlab:a/x/b", Some("owner=a ref=b repo=x type=gitlab")),
    ("gitlab:a/b?host=gitlab.gnome.org", Some("host=gitlab.gnome.org owner=a repo=b type=gitlab")),
    ("sourcehut:~a/b", Some("owner=~a repo=b type=sourcehut")),
    ("sourcehut:~a/b/main?host=x.org", Some("host=x.org owner=~a ref=main repo=b type=sourcehut")),
    ("git+https://example.org/a/b", Some("type=git url=https://example.org/a/b")),
    (
        "git+https://example.org/a/b.git?ref=main&rev=e5d1c87f5813afde2dda384ac807c57a105721cc&submodules=1&shallow=1&foo=2",
        Some(
            "ref=main rev=e5d1c87f5813afde2dda384ac807c57a105721cc shallow=true submodules=true type=git url=https://example.org/a/b.git?foo=2",
        ),
    ),
    ("git+ssh://git@example.org/a/b.git", Some("type=git url=ssh://git@example.org/a/b.git")),
    (
        "git+ssh://git@example.org:22/a/b.git?dir=x",
        Some("dir=x type=git url=ssh://git@example.org:22/a/b.git"),
    ),
    ("git+file:///home/a", Some("type=git url=file:///home/a")),
    ("git+file:.", Some("type=git url=file:.")),
    ("git+file:./x", Some("type=git url=file:./x")),
    ("git://example.org/x", Some("type=git url=git://example.org/x")),
    ("https://example.org/a.tar.gz", Some("type=tarball url=https://example.org/a.tar.gz")),
    ("https://example.org/a", Some("type=tarball url=https://example.org/a")),
    (
        "https://example.org/a.tar.gz?rev=e5d1c87f5813afde2dda384ac807c57a105721cc&revCount=3&x=1",
        Some(
            "rev=e5d1c87f5813afde2dda384ac807c57a105721cc revCount=3 type=tarball url=https://example.org/a.tar.gz?x=1",
        ),
    ),
    (
        "https://flakehub.com/f/a/b/0.1.*.tar.gz",
        Some("type=tarball url=https://flakehub.com/f/a/b/0.1.%2A.tar.gz"),
    ),
    (
        "https://flakehub.com/f/a/b/0.1.%2A.tar.gz",
        Some("type=tarball url=https://flakehub.com/f/a/b/0.1.%2A.tar.gz"),
    ),
    ("tarball+https://example.org/a", Some("type=tarball url=https://example.org/a")),
    ("file+https://example.org/a.json", Some("type=file url=https://example.org/a.json")),
    ("https://example.org/a.zip?dir=x", Some("dir=x type=tarball url=https://example.org/a.zip")),
    ("file:///x/y.tar.gz", Some("type=tarball url=file:///x/y.tar.gz")),
    ("path:./x", Some("path=./x type=path")),
    ("path:.", Some("path=. type=path")),
    ("path:..", Some("path=.. type=path")),
    ("path:/x", Some("path=/x type=path")),
    ("path:/x?dir=y", Some("dir=y path=/x type=path")),
    ("path:x", Some("path=x type=path")),
    ("path:./x?lastModified=3", Some("lastModified=3 path=./x type=path")),
    ("./x", Some("path=./x type=path")),
    ("/x/y", Some("path=/x/y type=path")),
    ("../x", Some("path=../x type=path")),
    (".", Some("path=. type=path")),
    ("hg+https://example.org/x", Some("type=hg url=https://example.org/x")),
    ("hg+https://example.org/x?ref=y", Some("ref=y type=hg url=https://example.org/x")),
    ("git+https://example.org/a b", None),
    ("github:a/b#x", None),
    ("ssh://git@github.com/a/b", None),
    ("nothing:x", None),
    ("github:a", None),
    (
        "github:a/b/c/d/e5d1c87f5813afde2dda384ac807c57a105721cc",
        Some("owner=a ref=c/d/e5d1c87f5813afde2dda384ac807c57a105721cc repo=b type=github"),
    ),
    ("github:a/b/refs/pull/3/head", Some("owner=a ref=refs/pull/3/head repo=b type=github")),
    ("github:a/b/?ref=x", Some("owner=a ref=x repo=b type=github")),
    ("git@github.com:a/b", None),
    ("git+ssh://git@github.com:a/b", None),
    ("github:a/b&ref=x", Some("owner=a repo=b&ref=x type=github")),
    ("nixpkgs/", Some("path=nixpkgs/ type=path")),
    ("Nixpkgs", Some("id=Nixpkgs type=indirect")),
    ("a_b-c", Some("id=a_b-c type=indirect")),
    ("1a", Some("path=1a type=path")),
    ("a.b", Some("path=a.b type=path")),
    ("a/b/c", None),
    (
        "https://example.org/a?ref=main&rev=e5d1c87f5813afde2dda384ac807c57a105721cc",
        Some(
            "rev=e5d1c87f5813afde2dda384ac807c57a105721cc type=tarball url=https://example.org/a?ref=main",
        ),
    ),
    (
        "github:a/b?narHash=sha256-qNILx674JiTS%2BJY4sQBW7H3GJIcFMYSYPWbehUAOA64%3D",
        Some(
            "narHash=sha256-qNILx674JiTS+JY4sQBW7H3GJIcFMYSYPWbehUAOA64= owner=a repo=b type=github",
        ),
    ),
    ("git+https://EXAMPLE.org:443/a//b/", Some("type=git url=https://EXAMPLE.org:443/a//b/")),
    ("github:A/B", Some("owner=A repo=B type=github")),
    (" github:a/b", None),
    ("github:a/b ", None),
];

fn shown(reference: &Reference) -> String {
    let value = |value: &AttrValue| match value {
        AttrValue::Str(text) => text.clone(),
        AttrValue::Int(number) => number.to_string(),
        AttrValue::Bool(flag) => flag.to_string(),
    };
    let attrs = reference.attrs.iter().map(|(name, attr)| format!("{name}={}", value(attr)));
    attrs.collect::<Vec<_>>().join(" ")
}

#[test]
fn agrees_with_nix() {
    for (text, answer) in ANSWERS {
        // Nix escapes what it need not; comparison looks through that.
        let own = Reference::from_url(text, true).ok().map(|own| decode(&shown(&own)));
        let answer = answer.map(decode);
        assert_eq!(own, answer, "{text}");
    }
}

#[test]
fn a_plain_file_is_no_archive() {
    let kind = |text| Reference::from_url(text, false).expect(text).kind().to_owned();
    assert_eq!(kind("https://example.org/keys.txt"), "file");
    assert_eq!(kind("https://example.org/a.tar.xz"), "tarball");
    assert_eq!(kind("https://example.org/a.tar.xz?dir=b"), "tarball");
}
