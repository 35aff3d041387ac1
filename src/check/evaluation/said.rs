//! What NixOS says in words: texts of warnings and of failed assertions.
//!
//! The wording is that of `lib/modules.nix` and of `system.stateVersion` in nixpkgs, the same from 20.09
//! to 26.05. Home Manager puts the user before it.

use crate::tree::RelPath;

/// An option that has another name now.
#[derive(Debug, PartialEq, Eq)]
pub struct Renamed<'a> {
    /// What it was called.
    pub option: &'a str,
    /// What it is called.
    pub to: &'a str,
    /// The files that still use the old name.
    pub files: Vec<&'a str>,
    /// Whether it takes another kind of value now.
    pub changed: bool,
}

/// An option that is gone.
#[derive(Debug, PartialEq, Eq)]
pub struct Removed<'a> {
    /// The option.
    pub option: &'a str,
    /// The files that still set it.
    pub files: Vec<&'a str>,
    /// What to do in its place; may be empty.
    pub instead: &'a str,
}

/// Reads the warning about a renamed option.
pub fn renamed(text: &str) -> Option<Renamed<'_>> {
    let (option, rest) = quoted_after(text, "The option `")?;
    let rest = rest.strip_prefix(" defined in ")?;
    let (files, rest) = files(rest)?;
    let (to, changed) = match rest.strip_prefix(" has been renamed to `") {
        Some(to) => (to, false),
        None => (rest.strip_prefix(" has been changed to `")?, true),
    };
    let (to, _) = to.split_once('\'')?;
    Some(Renamed { option, to, files, changed })
}

/// Reads the failed assertion about a removed option.
pub fn removed(text: &str) -> Option<Removed<'_>> {
    let (option, rest) = quoted_after(text, "The option definition `")?;
    let (files, rest) = files(rest.strip_prefix(" in ")?)?;
    let instead = rest.strip_prefix(" no longer has any effect; please remove it.")?;
    Some(Removed { option, files, instead: instead.trim() })
}

/// The option that a text speaks of.
pub fn option(text: &str) -> Option<&str> {
    quoted_after(text, "option `").map(|(option, _)| option)
}

/// What a message adds about a file that is not the flake's own.
pub fn whose(own: Option<&RelPath>, file: &str) -> String {
    if own.is_some() { String::new() } else { format!("; {file} sets it") }
}

/// Whether a warning says that `system.stateVersion` is not set.
pub fn is_about_state_version(text: &str) -> bool {
    text.starts_with("system.stateVersion is not set")
}

/// What stands between `start` and the next quote, and the rest.
fn quoted_after<'a>(text: &'a str, start: &str) -> Option<(&'a str, &'a str)> {
    text.split_once(start)?.1.split_once('\'')
}

/// The files of a list such as `` `a' and `b' ``, and the rest.
fn files(text: &str) -> Option<(Vec<&str>, &str)> {
    let mut files = Vec::new();
    let mut rest = text;
    loop {
        let (file, after) = rest.strip_prefix('`')?.split_once('\'')?;
        files.push(file);
        match after.strip_prefix(" and ") {
            Some(next) => rest = next,
            None => return Some((files, after)),
        }
    }
}

/// The first line of a text as a sentence without its full stop, and what follows.
pub fn headline(text: &str) -> (String, Option<String>) {
    let mut lines = text.trim().lines();
    let first = lines.next().unwrap_or_default().trim();
    let first = first.strip_suffix(" Definition values:").unwrap_or(first);
    let first = first.strip_suffix(['.', ':']).unwrap_or(first);
    let rest = shortened(lines);
    (cut(first), (!rest.is_empty()).then_some(rest))
}

/// Lines that are shown of a text, and letters of a line.
const LINES: usize = 12;
const LETTERS: usize = 300;

fn shortened<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let mut lines: Vec<String> = lines.map(|line| cut(line.trim_end())).collect();
    if lines.len() > LINES {
        lines.truncate(LINES);
        lines.push("...".to_owned());
    }
    lines.join("\n").trim().to_owned()
}

fn cut(line: &str) -> String {
    match line.char_indices().nth(LETTERS) {
        Some((end, _)) => format!("{}...", &line[..end]),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn renamed_and_changed_options() {
        let text = "The option `a.b' defined in `web.nix' has been renamed to `c.d'.";
        let expected = Renamed { option: "a.b", to: "c.d", files: vec!["web.nix"], changed: false };
        assert_eq!(renamed(text), Some(expected));
        let text = "ann profile: The option `a' defined in `x.nix' and `y.nix' has been changed to \
                    `b' that has a different type. Please read `b' documentation.";
        let expected =
            Renamed { option: "a", to: "b", files: vec!["x.nix", "y.nix"], changed: true };
        assert_eq!(renamed(text), Some(expected));
        assert_eq!(renamed("The option `a' defined in `x.nix' is fine"), None);
        assert_eq!(renamed("The option `a' has been renamed"), None);
    }

    #[test]
    fn removed_options() {
        let text = "The option definition `a.b' in `web.nix' no longer has any effect; please remove \
                    it.\nUse c.d.\n";
        let expected = Removed { option: "a.b", files: vec!["web.nix"], instead: "Use c.d." };
        assert_eq!(removed(text), Some(expected));
        assert_eq!(removed("Failed"), None);
    }

    #[test]
    fn a_headline_is_one_line() {
        assert_eq!(headline("a b.\n"), ("a b".to_owned(), None));
        assert_eq!(headline("a:\n  - b\n"), ("a".to_owned(), Some("- b".to_owned())));
        assert_eq!(headline("").0, "");
    }
}
