//! The rules over the text of a file, sorted so that an expression costs only those that ask for it.

use crate::check::input::{File, Text};
use crate::check::rule::{Check, ExprKind, Rule};
use crate::check::secrets::plain;
use crate::check::sink::{Draft, Sink};
use crate::syntax::hir::ExprId;

type OfFile = fn(&File, &mut Sink);

type OfText = fn(&Text, &mut Sink);

type OfExpr = fn(&File, ExprId, &mut Sink);

/// See the module.
#[derive(Default)]
pub(super) struct TextRules {
    file: Vec<(&'static Rule, OfFile)>,
    text: Vec<(&'static Rule, OfText)>,
    expr: [Vec<(&'static Rule, OfExpr)>; ExprKind::COUNT],
}

impl TextRules {
    /// Those among the rules that look at a text alone.
    pub(super) fn of(rules: &[&'static Rule]) -> Self {
        let mut plan = Self::default();
        for &rule in rules {
            match rule.check {
                Check::File(check) => plan.file.push((rule, check)),
                Check::Text(check) => plan.text.push((rule, check)),
                Check::Expr(kinds, check) => {
                    for &kind in kinds {
                        plan.expr[kind as usize].push((rule, check));
                    }
                }
                _ => {}
            }
        }
        plan
    }

    /// What they find; nothing is asked of the expressions of a file that is broken.
    pub(super) fn run(&self, file: &File<'_>, broken: bool) -> Vec<Draft> {
        let mut drafts = Vec::new();
        for (rule, check) in &self.file {
            check(file, &mut Sink::new(rule, "", &mut drafts));
        }
        let hits = plain::scan(file.text);
        if !hits.is_empty() {
            for (rule, check) in &self.text {
                check(&Text { hits: &hits }, &mut Sink::new(rule, "", &mut drafts));
            }
        }
        if !broken && self.expr.iter().any(|rules| !rules.is_empty()) {
            for id in (0u32..).map(ExprId).take(file.hir.len()) {
                for (rule, check) in &self.expr[ExprKind::of(&file.hir.expr(id)) as usize] {
                    check(file, id, &mut Sink::new(rule, "", &mut drafts));
                }
            }
        }
        drafts
    }
}
