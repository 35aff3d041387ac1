//! The texts themselves.

/// Upstream (in small letters) and the folder that stands for its source.
pub(super) const UPSTREAMS: &[(&str, &str)] = &[
    ("github:nixos/nixpkgs", "nixpkgs"),
    ("github:nix-community/nixpkgs.lib", "nixpkgs-lib"),
    ("github:nix-darwin/nix-darwin", "nix-darwin"),
    ("github:lnl7/nix-darwin", "nix-darwin"),
    ("github:nix-community/home-manager", "home-manager"),
    ("github:numtide/flake-utils", "flake-utils"),
    ("github:nix-systems/default", "systems/default"),
    ("github:nix-systems/default-linux", "systems/default-linux"),
    ("github:nix-systems/default-darwin", "systems/default-darwin"),
    ("github:nix-systems/aarch64-darwin", "systems/aarch64-darwin"),
    ("github:nix-systems/aarch64-linux", "systems/aarch64-linux"),
    ("github:nix-systems/x86_64-darwin", "systems/x86_64-darwin"),
    ("github:nix-systems/x86_64-linux", "systems/x86_64-linux"),
];

macro_rules! texts {
    ($($path:literal),* $(,)?) => { &[$(($path, include_str!($path))),*] };
}

/// Every text by its path in this folder; `nixward.nix` is only for real Nix.
pub(super) const TEXTS: &[(&str, &str)] = texts![
    "configuration.nix",
    "flake-utils/flake.nix",
    "home-manager/flake.nix",
    "nix-darwin/eval-config.nix",
    "nix-darwin/flake.nix",
    "nixpkgs-lib/flake.nix",
    "nixpkgs/default.nix",
    "nixpkgs/flake.nix",
    "nixpkgs/lib/asserts.nix",
    "nixpkgs/lib/attrsets.nix",
    "nixpkgs/lib/builtins.nix",
    "nixpkgs/lib/customisation.nix",
    "nixpkgs/lib/default.nix",
    "nixpkgs/lib/filesystem.nix",
    "nixpkgs/lib/fixed-points.nix",
    "nixpkgs/lib/generators.nix",
    "nixpkgs/lib/lists.nix",
    "nixpkgs/lib/meta.nix",
    "nixpkgs/lib/path.nix",
    "nixpkgs/lib/strings.nix",
    "nixpkgs/lib/systems.nix",
    "nixpkgs/lib/trivial.nix",
    "nixpkgs/lib/versions.nix",
    "nixpkgs/nixos/default.nix",
    "nixpkgs/nixos/lib/eval-config.nix",
    "systems/aarch64-darwin/default.nix",
    "systems/aarch64-darwin/flake.nix",
    "systems/aarch64-linux/default.nix",
    "systems/aarch64-linux/flake.nix",
    "systems/default-darwin/default.nix",
    "systems/default-darwin/flake.nix",
    "systems/default-linux/default.nix",
    "systems/default-linux/flake.nix",
    "systems/default/default.nix",
    "systems/default/flake.nix",
    "systems/x86_64-darwin/default.nix",
    "systems/x86_64-darwin/flake.nix",
    "systems/x86_64-linux/default.nix",
    "systems/x86_64-linux/flake.nix",
];
