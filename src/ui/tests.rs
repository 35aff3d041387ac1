//! What the printer prints.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

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
fn heard(quiet: bool, speak: impl FnOnce(&Ui)) -> (String, String) {
    let (out, err) = (Tape::default(), Tape::default());
    speak(&Ui::plain(Box::new(out.clone()), Box::new(err.clone()), quiet));
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
        host: Some("web".into()),
        fix: Vec::new(),
    }
}

const RANGE: Range = Range { line: 2, column: 7, end_line: 2, end_column: 8, bytes: (8, 9) };

#[test]
fn finding_shows_its_line() {
    let (out, err) = heard(false, |ui| {
        ui.finding(&finding(Some(RANGE)), Some("{\n  a = ;\n}\n")).unwrap();
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
        let (out, _) = heard(false, |ui| ui.finding(&finding(range), None).unwrap());
        assert!(out.contains(&format!("--> {place}\n")), "{out}");
    }
}

#[test]
fn finding_survives_a_source_that_is_not_its_own() {
    for source in ["", "ü", "äääääääää"] {
        let (out, _) = heard(false, |ui| ui.finding(&finding(Some(RANGE)), Some(source)).unwrap());
        assert!(out.contains("hosts/a.nix:2:"), "{out}");
    }
}

#[test]
fn error_names_cause_and_next_step() {
    let error = Error::new(Kind::Tool, "cannot read flake.lock")
        .because(io::Error::new(io::ErrorKind::NotFound, "no such file"))
        .hint("run `nix flake lock`");
    let (out, err) = heard(true, |ui| ui.error(&error));
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
    assert_eq!(heard(false, speak).1, "1 error in 120 files, 41 ms\n");
    assert_eq!(heard(true, speak), ("result\n".into(), String::new()));
}

#[test]
fn table_aligns_by_width_on_screen() {
    let mut table = Table::new(["name", "system"]);
    table.row(["grün".into(), "x86_64-linux".into()]);
    table.row(["nas-01".into(), String::new()]);
    let (out, _) = heard(false, |ui| ui.table(&table).unwrap());
    assert_eq!(out, "name    system\ngrün    x86_64-linux\nnas-01\n");
}
