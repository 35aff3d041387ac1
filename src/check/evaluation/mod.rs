//! 6xx: what Nix itself says of hosts.

pub mod nw601_evaluation_error;
pub mod nw602_infinite_recursion;
pub mod nw603_unknown_option;
pub mod nw604_failed_assertion;
pub mod nw605_warning;
pub mod nw606_renamed_option;
pub mod nw607_removed_option;
pub mod nw608_needs_build;
pub mod nw609_source_not_fetched;
pub mod nw610_evaluation_cut_short;
pub mod nw611_unknown_shape;
pub mod nw612_evaluated_host_name;
pub mod nw613_no_state_version;
pub mod nw614_state_version_ahead;

mod said;

use super::known::{Known, KnownHost, release};
use super::sink::Sink;
use crate::model::facts::{ErrorKind, FactError};

/// Reports the errors of this kind, each once for a host.
fn errors(known: &Known<'_>, kind: ErrorKind, sink: &mut Sink<'_>) {
    errors_that(known, sink, |_, error| error.kind == kind);
}

/// Reports the errors of which this holds, each once for a host.
fn errors_that(
    known: &Known<'_>,
    sink: &mut Sink<'_>,
    holds: impl Fn(&KnownHost<'_>, &FactError) -> bool,
) {
    for host in known.hosts() {
        for error in host.errors().into_iter().filter(|error| holds(&host, error)) {
            let (message, rest) = said::headline(&error.message);
            let place = known.at_error(host.name, error);
            let draft = known.report(sink, host.name, &place, message);
            if let Some(help) = help(error, rest) {
                draft.help(help);
            }
        }
    }
}

/// Reports what a module says in words, at the file that it names.
fn told(known: &Known<'_>, host: &str, text: &str, sink: &mut Sink<'_>) {
    let (message, rest) = said::headline(text);
    let place = match known.named_in(text) {
        Some(file) => known.at_file(host, Some(&file), said::option(text).unwrap_or_default()),
        None => known.at_host(host),
    };
    let draft = known.report(sink, host, &place, message);
    if let Some(rest) = rest {
        draft.help(rest);
    }
}

/// What is known beyond the first line: the rest of the text, the option, and where in an input.
fn help(error: &FactError, rest: Option<String>) -> Option<String> {
    let option = error.option.as_ref().map(|option| format!("the option is `{option}`"));
    let outside = error.at.as_ref().filter(|at| !at.own).map(|at| match at.line {
        Some(line) => format!("it comes from {}:{line}", at.file),
        None => format!("it comes from {}", at.file),
    });
    let parts: Vec<String> = [rest, option, outside].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("\n"))
}
