//! What Nix says on stderr, in the form `--log-format internal-json`.
//!
//! Source: `JSONLogger` of Nix: one JSON object a line after `@nix `; an error has `raw_msg`, a place
//! and, with `--show-trace`, a `trace` from the inside out.

use std::path::PathBuf;

use serde_json::Value;

use crate::model::facts::{ErrorKind, FactError, FactPlace};
use crate::proc::Output;

/// What stands in the trace of an error before the name of the fact: said by `facts.nix`.
const MARK: &str = "nixward reads ";

/// Where the flake's own files lie for Nix.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// The source root on disk.
    pub root: Option<PathBuf>,
    /// Its copy in the store.
    pub store: Option<String>,
}

impl Places {
    /// A place that Nix names; none for texts that are no files.
    fn place(&self, path: &str, line: Option<u32>, column: Option<u32>) -> Option<FactPlace> {
        if !path.starts_with('/') {
            return None;
        }
        let inside = |root: &str| Some(path.strip_prefix(root)?.strip_prefix('/')?.to_owned());
        let root = self.root.as_ref().and_then(|root| root.to_str());
        let own = self.store.as_deref().and_then(inside).or_else(|| root.and_then(inside));
        Some(match own {
            Some(file) => FactPlace { file, own: true, line, column },
            None => FactPlace { file: path.to_owned(), own: false, line, column },
        })
    }

    /// A text of Nix with the flake's own files as they are called in the repository.
    pub fn shorten(&self, text: &str) -> String {
        let root = self.root.as_ref().and_then(|root| root.to_str());
        let roots = self.store.as_deref().into_iter().chain(root);
        roots.fold(text.to_owned(), |text, root| text.replace(&format!("{root}/"), ""))
    }
}

/// A step of a trace, or the error itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    text: String,
    path: Option<String>,
    line: Option<u32>,
    column: Option<u32>,
}

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Message {
    level: u64,
    said: Said,
    /// From the inside out.
    trace: Vec<Said>,
}

impl Message {
    /// Reads a line; none where it is progress.
    pub(super) fn read(line: &str) -> Option<Self> {
        let Some(json) = line.strip_prefix("@nix ") else {
            let said = Said { text: plain(line), ..Said::default() };
            return (!said.text.is_empty()).then_some(Self { level: 1, said, trace: Vec::new() });
        };
        let value: Value = serde_json::from_str(json).ok()?;
        if value.get("action")?.as_str()? != "msg" {
            return None;
        }
        let steps = value.get("trace").and_then(Value::as_array);
        let trace = steps.into_iter().flatten().map(said).collect();
        let level = value.get("level").and_then(Value::as_u64).unwrap_or(0);
        Some(Self { level, said: said(&value), trace })
    }

    /// A warning or a word of the user's `builtins.trace`; none for an error.
    pub(super) fn note(&self) -> Option<&str> {
        let text = self.said.text.as_str();
        let is_noise =
            text.starts_with("warning: Git tree") || text.contains("experimental feature");
        (self.level > 0 && self.level < 3 && !is_noise).then_some(text)
    }

    /// Whether it says that there is not enough memory.
    pub(super) fn is_out_of_memory(&self) -> bool {
        kind(&self.said.text) == ErrorKind::OutOfMemory
    }

    /// The fact that was being read.
    pub(super) fn fact(&self) -> Option<&str> {
        self.trace.iter().find_map(|step| step.text.strip_prefix(MARK))
    }
}

fn said(value: &Value) -> Said {
    let text = value.get("raw_msg").or_else(|| value.get("msg")).and_then(Value::as_str);
    let number = |name| value.get(name).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
    let (line, column) = (number("line"), number("column"));
    let path = value.get("file").and_then(Value::as_str).map(|file| {
        // Since 2.20 the place is written into the name as well.
        let tail = format!(":{}:{}", line.unwrap_or(0), column.unwrap_or(0));
        file.strip_suffix(&tail).unwrap_or(file).to_owned()
    });
    Said { text: plain(text.unwrap_or_default()), path, line, column }
}

/// A text without colours.
fn plain(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain += part.split_once('m').map_or("", |(_, rest)| rest);
    }
    plain.trim().to_owned()
}

/// The last error of a process that failed.
pub(super) fn last(messages: &[Message]) -> Option<&Message> {
    messages.iter().rfind(|message| message.level == 0)
}

/// The error that a failed process ended with.
pub(super) fn error(messages: &[Message], output: &Output, places: &Places) -> FactError {
    match last(messages) {
        Some(message) => of_message(message, places),
        None => FactError {
            kind: if output.stderr_tail.contains("stack overflow") {
                ErrorKind::InfiniteRecursion
            } else {
                ErrorKind::Crash
            },
            message: match messages.last() {
                Some(message) => message.said.text.clone(),
                None => format!("Nix ended without a word: {}", output.status),
            },
            at: None,
            option: None,
        },
    }
}

fn of_message(message: &Message, places: &Places) -> FactError {
    let text = &message.said.text;
    FactError {
        kind: kind(text),
        message: places.shorten(text),
        at: at(message, places),
        option: option(text)
            .or_else(|| message.trace.iter().find_map(|step| option(&step.text)))
            .map(str::to_owned),
    }
}

fn kind(text: &str) -> ErrorKind {
    let has = |part: &str| text.contains(part);
    if has("infinite recursion") || has("stack overflow") || has("max-call-depth") {
        ErrorKind::InfiniteRecursion
    } else if has("allow-import-from-derivation") {
        ErrorKind::NeedsBuild
    } else if has("The option `") && has("does not exist") {
        ErrorKind::UnknownOption
    } else if has("unable to download")
        || has("Could not resolve host")
        || has("cannot fetch input")
    {
        ErrorKind::Fetch
    } else if has("out of memory") || has("Out of memory") || has("bad_alloc") {
        ErrorKind::OutOfMemory
    } else {
        ErrorKind::Evaluation
    }
}

/// The place to show: the error's own in the flake, then the module that the message names, then the
/// innermost step in a file of the flake, and only then somewhere else.
fn at(message: &Message, places: &Places) -> Option<FactPlace> {
    let place = |said: &Said| places.place(said.path.as_deref()?, said.line, said.column);
    let own = |said: &Said| place(said).filter(|place| place.own);
    let named = |said: &Said| {
        quoted(&said.text).filter_map(|name| places.place(name, None, None)).find(|place| place.own)
    };
    let is_flake = |place: &FactPlace| place.file.ends_with("flake.nix");
    let steps = || message.trace.iter();
    own(&message.said)
        .or_else(|| named(&message.said).filter(|_| !is_missing_file(&message.said.text)))
        .or_else(|| steps().filter_map(own).find(|place| !is_flake(place)))
        .or_else(|| steps().filter_map(named).find(|place| !is_flake(place)))
        .or_else(|| steps().find_map(own))
        .or_else(|| place(&message.said))
        .or_else(|| steps().find_map(place))
}

/// Whether a message names a file only to say that there is none: the place is where it was wanted.
fn is_missing_file(text: &str) -> bool {
    let text = text.trim_start_matches("error: ");
    text.contains("No such file")
        || (text.starts_with("path '") && text.ends_with("does not exist"))
}

/// What stands between the quotes of Nix and of nixpkgs, and what stands between those.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split(['`', '\'', '"'])
}

/// The option that a text speaks of.
fn option(text: &str) -> Option<&str> {
    let rest = ["option `", "option value `", "options `"]
        .iter()
        .find_map(|start| text.split_once(start).map(|(_, rest)| rest))?;
    let name = rest.split_once('\'').map_or(rest, |(name, _)| name);
    // Where in a list or a set the definition stands is no part of the option.
    let end = [".[definition", ".\"[definition"].iter().find_map(|start| name.find(start));
    Some(end.map_or(name, |end| &name[..end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places() -> Places {
        Places { root: Some("/home/me/fleet".into()), store: Some("/nix/store/abc-source".into()) }
    }

    fn read(value: &Value) -> FactError {
        of_message(&Message::read(&format!("@nix {value}")).unwrap(), &places())
    }

    fn step(text: &str, file: Option<&str>, line: u32) -> Value {
        serde_json::json!({ "raw_msg": text, "file": file, "line": line, "column": 1 })
    }

    #[test]
    fn the_users_module_comes_before_nixpkgs() {
        let error = read(&serde_json::json!({
            "action": "msg", "level": 0, "raw_msg": "\u{1b}[31moops\u{1b}[0m",
            "file": "/nix/store/def-source/lib/modules.nix", "line": 3, "column": 1,
            "trace": [
                step("from call site", Some("/nix/store/def-source/lib/modules.nix"), 9),
                step("while calling", Some("/nix/store/abc-source/hosts/web.nix:7:1"), 7),
                step("while evaluating the option `networking.hostName':", None, 0),
                step("nixward reads hostName", None, 0),
                step("from call site", Some("/nix/store/abc-source/flake.nix"), 2),
            ],
        }));
        assert_eq!(error.message, "oops");
        let at = error.at.unwrap();
        assert_eq!((at.file.as_str(), at.own, at.line), ("hosts/web.nix", true, Some(7)));
        assert_eq!(error.option.as_deref(), Some("networking.hostName"));
    }

    #[test]
    fn a_module_that_the_message_names_is_the_place() {
        let text = "The option value `a.b.[definition 1-entry 1]' in `/nix/store/abc-source/web.nix' \
                    is not of type `string'.";
        let error = read(&serde_json::json!({ "action": "msg", "level": 0, "raw_msg": text }));
        assert_eq!(error.at.unwrap().file, "web.nix");
        assert_eq!(error.option.as_deref(), Some("a.b"));
        assert!(error.message.contains("in `web.nix'"), "{}", error.message);
    }

    #[test]
    fn a_file_that_is_missing_is_no_place() {
        for text in [
            "path '/nix/store/abc-source/fleet.nix' does not exist",
            "opening file '/nix/store/abc-source/fleet.nix': No such file or directory",
        ] {
            let error = read(&serde_json::json!({
                "action": "msg", "level": 0, "raw_msg": text,
                "trace": [step("while calling", Some("/nix/store/abc-source/hosts/web.nix"), 5)],
            }));
            let at = error.at.unwrap();
            assert_eq!((at.file.as_str(), at.line), ("hosts/web.nix", Some(5)), "{text}");
        }
    }

    #[test]
    fn a_file_of_the_work_tree_is_the_flakes_own() {
        let error = read(&serde_json::json!({
            "action": "msg", "level": 0, "raw_msg": "attribute 'foo' missing",
            "file": "/home/me/fleet/nas.nix:3:43", "line": 3, "column": 43,
        }));
        let at = error.at.unwrap();
        assert_eq!((at.file.as_str(), at.line, at.column), ("nas.nix", Some(3), Some(43)));
    }

    #[test]
    fn kinds_are_told_apart() {
        for (text, expected) in [
            ("infinite recursion encountered", ErrorKind::InfiniteRecursion),
            ("The option `a.b' does not exist. Definition values:", ErrorKind::UnknownOption),
            ("The option `a.b' defined in `/x' does not exist.", ErrorKind::UnknownOption),
            (
                "cannot build 'x' because the option 'allow-import-from-derivation' is disabled",
                ErrorKind::NeedsBuild,
            ),
            ("unable to download 'https://x': Couldn't", ErrorKind::Fetch),
            ("attribute 'foo' missing", ErrorKind::Evaluation),
        ] {
            assert_eq!(kind(text), expected, "{text}");
        }
    }

    #[test]
    fn progress_is_no_message_and_text_is() {
        assert!(Message::read(r#"@nix {"action":"start","id":1}"#).is_none());
        assert!(Message::read("@nix {").is_none());
        assert_eq!(Message::read("trace: hello").unwrap().note(), Some("trace: hello"));
    }
}
