//! Random programs against the Nix of this machine: what Nix yields, nixward yields, and what Nix
//! refuses, nixward refuses. Releases before 2.34 refuse a little more, and look at the arguments
//! of `genList` and the function of `map` later.
//!
//! One `nix repl` answers thousands of programs; one that Nix does not survive is left out.
//! `NIXWARD_TEST_NIX` names another `nix` than the one on PATH, `NIXWARD_TEST_CASES` how many
//! programs.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use nixward::pure::on_deep_stack;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};

use super::grammar::{Expr, expression};
use super::recorded::by_nixward;
use super::refinement::{FILLINGS, PROLOGUE};

const CASES: usize = 3_000;

/// How often a failing program is made smaller.
const SHRINKS: usize = 300;

/// A program and what fills its holes.
type Program = (Expr, [usize; 3]);

#[test]
fn random_programs_mean_what_nix_takes_them_for() {
    let Some(nix) = crate::nix::nix() else {
        println!("skipped: there is no `nix` on PATH");
        return;
    };
    let cases = std::env::var("NIXWARD_TEST_CASES").ok().and_then(|cases| cases.parse().ok());
    let cases = cases.unwrap_or(CASES);
    let strategy = (expression(), prop::array::uniform3(0..FILLINGS.len()));
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::default() });
    let mut trees: Vec<_> = (0..cases).map(|_| strategy.new_tree(&mut runner).unwrap()).collect();
    let programs: Vec<Program> = trees.iter().map(ValueTree::current).collect();
    let nix = Nix { is_old: is_before_2_34(&nix), program: nix };
    let answers = nix.compare(&programs);
    let values = answers.iter().flatten().filter(|answer| answer.nix != "error").count();
    let differing: Vec<usize> = (0..cases)
        .filter(|at| answers[*at].as_ref().is_some_and(|answer| nix.differs(answer)))
        .collect();
    let mut report = String::new();
    for at in differing.iter().take(8) {
        report.push_str(&nix.smallest(&mut trees[*at]));
    }
    assert!(differing.is_empty(), "{} of {cases} differ:\n{report}", differing.len());
    assert!(values > cases / 8, "only {values} of {cases} programs gave a value");
}

struct Answer {
    calls_gen_list: bool,
    calls_map: bool,
    nix: String,
    nixward: String,
}

struct Nix {
    program: PathBuf,
    is_old: bool,
}

impl Nix {
    fn differs(&self, answer: &Answer) -> bool {
        answer.nix != answer.nixward
            && !answer.nixward.starts_with("limit")
            && !(self.is_old && (answer.nix == "error" || answer.calls_gen_list))
            && !(self.is_old && answer.calls_map && answer.nixward == "error")
    }

    /// Makes the program smaller as long as the answers differ.
    fn smallest(&self, tree: &mut impl ValueTree<Value = Program>) -> String {
        let mut shown = String::new();
        for _ in 0..SHRINKS {
            let program = tree.current();
            let answer = self.compare(std::slice::from_ref(&program)).pop().flatten();
            let more = match answer.filter(|answer| self.differs(answer)) {
                Some(Answer { nix, nixward, .. }) => {
                    let text = text(&program);
                    shown = format!("  {text}\n    Nix     {nix}\n    nixward {nixward}\n");
                    tree.simplify()
                }
                None => tree.complicate(),
            };
            if !more {
                break;
            }
        }
        shown
    }

    /// None for a program that Nix does not survive.
    fn compare(&self, programs: &[Program]) -> Vec<Option<Answer>> {
        let texts: Vec<String> = programs.iter().map(text).collect();
        let mut answers = BTreeMap::new();
        let mut from = 0;
        while from < texts.len() {
            let answered = answers_of(&self.ask(&texts[from..]));
            let count = answered.len();
            answers
                .extend(answered.into_iter().enumerate().map(|(at, answer)| (from + at, answer)));
            // The program after the last answer ended the process.
            from += count + 1;
        }
        let ours = on_deep_stack(|| texts.iter().map(|text| by_nixward(text)).collect::<Vec<_>>());
        ours.unwrap()
            .into_iter()
            .enumerate()
            .map(|(at, nixward)| {
                let calls_gen_list = texts[at].contains("builtins.genList");
                let calls_map = texts[at].contains("(map ");
                Some(Answer { calls_gen_list, calls_map, nix: answers.remove(&at)?, nixward })
            })
            .collect()
    }

    /// What a repl prints when it gets each program below a marker.
    fn ask(&self, programs: &[String]) -> String {
        let mut input = tempfile::NamedTempFile::new().unwrap();
        for (at, program) in programs.iter().enumerate() {
            writeln!(input, "\"#{at}\"\n\"=> \" + builtins.toJSON ({program})").unwrap();
        }
        // An answer is complete when the next marker follows it.
        writeln!(input, "\"#{}\"", programs.len()).unwrap();
        let output = Command::new(&self.program)
            .args(["--extra-experimental-features", "nix-command flakes", "repl"])
            .env("NIX_REMOTE", "dummy://")
            .env("TERM", "dumb")
            .env("HOME", input.path().parent().unwrap())
            .stdin(Stdio::from(input.reopen().unwrap()))
            .stderr(Stdio::null())
            .output()
            .unwrap();
        let colours = regex_lite::Regex::new("\x1b\\[[0-9;]*m").unwrap();
        colours.replace_all(&String::from_utf8(output.stdout).unwrap(), "").into_owned()
    }
}

fn is_before_2_34(nix: &Path) -> bool {
    let output = Command::new(nix).arg("--version").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let version = text.trim().rsplit(' ').next().unwrap();
    let mut parts = version.split('.').map_while(|part| part.parse::<u32>().ok());
    (parts.next(), parts.next()) < (Some(2), Some(34))
}

fn text((program, holes): &Program) -> String {
    let [x, y, z] = holes.map(|at| FILLINGS[at]);
    format!(
        "let hole = n: if n == 0 then {x} else if n == 1 then {y} else {z}; in {PROLOGUE}{program}"
    )
}

/// The answers to the first programs, as far as Nix came.
fn answers_of(printed: &str) -> Vec<String> {
    let mut answers: Vec<Option<String>> = Vec::new();
    for line in printed.lines() {
        if line.starts_with("\"#") {
            answers.push(None);
        } else if line.starts_with("\"=> ") {
            *answers.last_mut().unwrap() = Some(json(line));
        }
    }
    let complete = answers.len().saturating_sub(1);
    answers.truncate(complete);
    answers.into_iter().map(|answer| answer.unwrap_or_else(|| "error".to_owned())).collect()
}

/// The JSON in `"=> .."`, as nixward writes it.
fn json(line: &str) -> String {
    let quoted = line.trim_start_matches("\"=> ").strip_suffix('"').unwrap();
    let mut text = String::new();
    let mut chars = quoted.chars();
    while let Some(char) = chars.next() {
        text.push(match char {
            '\\' => match chars.next().unwrap() {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                other => other,
            },
            other => other,
        });
    }
    serde_json::from_str::<serde_json::Value>(&text).unwrap().to_string()
}

#[test]
fn the_answers_of_a_repl_are_read() {
    assert_eq!(json(r#""=> {\"a\":\"\\n\"}""#), r#"{"a":"\n"}"#);
}
