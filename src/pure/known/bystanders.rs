//! Upstreams whose modules for flake-parts add no hosts: formatters, hooks, shells, checks.
//!
//! Of such a module nothing is known but that: it may declare options and define outputs per
//! system, and the names of the flake's hosts stay as complete as they were.

/// In small letters, sorted.
const BYSTANDERS: &[&str] = &[
    "github:birdeehub/nix-wrapper-modules",
    "github:cachix/devenv",
    "github:cachix/git-hooks.nix",
    "github:cachix/pre-commit-hooks.nix",
    "github:denful/flake-aspects",
    "github:denful/flake-file",
    "github:drupol/pkgs-by-name-for-flake-parts",
    "github:hercules-ci/hercules-ci-effects",
    "github:hercules-ci/pre-commit-hooks.nix",
    "github:juspay/just-flake",
    "github:juspay/rust-flake",
    "github:juspay/services-flake",
    "github:lassulus/wrappers",
    "github:linyinfeng/flat-flake",
    "github:linyinfeng/nur-packages",
    "github:mightyiam/files",
    "github:nialov/actions.nix",
    "github:nicknovitski/make-shell",
    "github:nix-community/disko",
    "github:nix-community/nix-unit",
    "github:nix-community/nixvim",
    "github:numtide/devshell",
    "github:numtide/treefmt-nix",
    "github:oddlama/agenix-rekey",
    "github:oddlama/nix-topology",
    "github:oddlama/nixos-extra-modules",
    "github:platonic-systems/mission-control",
    "github:platonic-systems/process-compose-flake",
    "github:qowoz/hercules-ci-effects",
    "github:sini/files",
    "github:srid/flake-root",
    "github:srid/haskell-flake",
    "github:synapdeck/github-actions-nix",
    "github:terranix/terranix",
    "github:vic/flake-aspects",
    "github:vic/flake-file",
];

/// Whether an upstream (in small letters) has modules that add no hosts.
pub fn is_bystander(upstream: &str) -> bool {
    BYSTANDERS.contains(&upstream)
}
