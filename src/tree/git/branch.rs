//! Which branch is the main one.

use std::path::Path;

use super::command::git;

/// What the remote `origin` calls its own, else the first of the usual names that is there; none where
/// git does not tell.
pub(crate) fn main_branch(top: &Path) -> Option<String> {
    let ask = |args: &[&str]| {
        let answer = git(top).args(args).run().ok()?;
        let first = answer.text().lines().next()?.trim().to_owned();
        (!first.is_empty()).then_some(first)
    };
    let remote = ask(&["symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"]);
    let remote = remote.and_then(|name| Some(name.strip_prefix("origin/")?.to_owned()));
    let usual = ["refs/heads/main", "refs/heads/master"];
    remote.or_else(|| ask(&[&["for-each-ref", "--format=%(refname:short)"][..], &usual].concat()))
}
