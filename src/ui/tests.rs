//! What the printer prints.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anstream::ColorChoice;

use super::stream::stream;
use super::{Table, Ui};
use crate::error::{Error, Kind};
use crate::model::finding::{Finding, Range, Severity};

/// A stream whose text a test can read.
#[derive(Clone, Default)]
struct Tape(Arc<Mutex<Vec<u8>>>);

impl Write for Tape {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What `speak` prints to stdout and stderr.
fn heard(speak: impl FnOnce(&Ui)) -> (String, String) {
    heard_as(ColorChoice::Never, false, speak)
}

fn heard_as(color: ColorChoice, quiet: bool, speak: impl FnOnce(&Ui)) -> (String, String) {
    let (out, err) = (Tape::default(), Tape::default());
    speak(&Ui::over(stream(out.clone(), color), stream(err.clone(), color), quiet));
    let text = |tape: Tape| String::from_utf8(tape.0.lock().unwrap().clone()).unwrap();
    (text(out), text(err))
}

fn finding(range: Option<Range>) -> Finding {
    Finding {
        code: "NW001",
        severity: Severity::Error,
        file: Some("hosts/a.nix".into()),
        range,
        message: "expected an expression".into(),
        help: Some("remove the `=`".into()),
        hosts: vec!["web".into()],
        fix: Vec::new(),
        secret: false,
    }
}

const RANGE: Range = Range { line: 2, column: 7, end_line: 2, end_column: 8, bytes: (8, 9) };

fn show(ui: &Ui, range: Range, text: &str) {
    ui.findings(&[&finding(Some(range))], |_| Some(text.to_owned())).unwrap();
}

#[test]
fn finding_shows_its_line() {
    let (out, err) = heard(|ui| {
        ui.findings(&[&finding(Some(RANGE))], |_| Some("{\n  a = ;\n}\n".into())).unwrap();
    });
    assert_eq!(
        out,
        "\
error[NW001]: expected an expression
 --> hosts/a.nix:2:7
  |
2 |   a = ;
  |       ^
  |
  = note: host web
  = help: remove the `=`

"
    );
    assert_eq!(err, "");
}

#[test]
fn finding_without_source_still_names_its_place() {
    for (range, place) in [(Some(RANGE), "hosts/a.nix:2:7"), (None, "hosts/a.nix")] {
        let (out, _) = heard(|ui| ui.findings(&[&finding(range)], |_| None).unwrap());
        assert!(out.contains(&format!("--> {place}\n")), "{out}");
    }
}

#[test]
fn finding_survives_a_source_that_is_not_its_own() {
    for source in ["", "ü", "äääääääää"] {
        let (out, _) = heard(|ui| show(ui, RANGE, source));
        assert!(out.contains("hosts/a.nix:2:"), "{out}");
    }
}

#[test]
fn finding_in_an_endless_line_shows_its_surroundings() {
    let line = "1 + ".repeat(10_000) + "oops" + &" + 1".repeat(10_000);
    let range =
        Range { line: 1, column: 40_001, end_line: 1, end_column: 40_005, bytes: (40_000, 40_004) };
    let (out, _) = heard(|ui| show(ui, range, &line));
    assert!(out.contains("oops"));
    assert!(out.lines().all(|line| line.len() < 200), "{out}");
}

#[test]
fn finding_of_many_lines_shows_the_first() {
    let text = "a = {\n".to_owned() + &"  b = 1;\n".repeat(1000);
    let range = Range { line: 1, column: 5, end_line: 900, end_column: 1, bytes: (4, 5000) };
    let (out, _) = heard(|ui| show(ui, range, &text));
    assert!(out.contains("1 | a = {"), "{out}");
    assert!(out.lines().count() < 12, "{out}");
}

#[test]
fn nothing_the_user_names_reaches_the_terminal_as_a_command() {
    let mut finding = finding(Some(RANGE));
    finding.message = "no file \u{1b}[2J".into();
    finding.file = Some("a\u{1b}]0;x\u{7}.nix".into());
    let (out, err) = heard_as(ColorChoice::AlwaysAnsi, false, |ui| {
        ui.findings(&[&finding], |_| Some("{\n  \u{1b}[2J = ;\n}\n".into())).unwrap();
        ui.error(&Error::input("no file \u{1b}[2J\u{7}\r"));
        ui.note("\u{1b}[2J\u{7}\r");
        ui.lines(["\u{1b}[2J\u{7}\r\n"]).unwrap();
        let mut table = Table::new(["name"]);
        table.row(["\u{1b}[2J\u{7}\r\n".into()]);
        ui.table(&table).unwrap();
    });
    let text = out + &err;
    assert!(text.contains("\u{1b}["), "coloured: {text:?}");
    for command in ["\u{1b}[2J", "\u{1b}]", "\u{7}", "\r"] {
        assert!(!text.contains(command), "{text:?}");
    }
}

#[test]
fn error_names_cause_and_next_step() {
    let error = Error::new(Kind::Tool, "cannot read flake.lock")
        .because(io::Error::new(io::ErrorKind::NotFound, "no such file"))
        .hint("run `nix flake lock`");
    let (out, err) = heard_as(ColorChoice::Never, true, |ui| ui.error(&error));
    assert_eq!(
        err,
        "\
failed: cannot read flake.lock
  caused by: no such file
  help: run `nix flake lock`
"
    );
    assert_eq!(out, "");
}

#[test]
fn quiet_keeps_results_and_drops_notes() {
    let speak = |ui: &Ui| {
        ui.print("result\n").unwrap();
        ui.summary(&[finding(None)], 120, Duration::from_millis(41));
    };
    assert_eq!(heard(speak).1, "1 error in 120 files, 41 ms\n");
    assert_eq!(heard_as(ColorChoice::Never, true, speak), ("result\n".into(), String::new()));
}

#[test]
fn table_aligns_by_width_on_screen() {
    let mut table = Table::new(["name", "system"]);
    table.row(["grün".into(), "x86_64-linux".into()]);
    table.row(["nas-01".into(), String::new()]);
    let (out, _) = heard(|ui| ui.table(&table).unwrap());
    assert_eq!(out, "name    system\ngrün    x86_64-linux\nnas-01\n");
}
