//! Which inputs the `outputs` function certainly uses, and whether that is all it may use.

use std::collections::BTreeSet;

use crate::syntax::hir::{AttrName, AttrNameKind, Expr, ExprId, Hir, LambdaId};

/// What is known of the inputs that `outputs` uses.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// Inputs that are named.
    pub named: BTreeSet<String>,
    /// Whether others may be used: the set of all inputs is handed on, or searched by a computed
    /// name.
    pub open: bool,
}

/// Slot 0 of a lambda's frame is its whole argument.
const WHOLE_ARGUMENT: u32 = 0;

/// Looks through the body of `outputs`.
pub fn of_outputs(hir: &Hir, outputs: LambdaId) -> Uses {
    let lambda = hir.lambda(outputs);
    let mut uses = Uses::default();
    let mut self_slot = None;
    if let Some(pattern) = lambda.pattern {
        for (slot, formal) in (1u32..).zip(hir.formals(pattern.formals)) {
            if hir.name(formal.name) == b"self" {
                self_slot = Some(slot);
            } else if formal.used {
                uses.named.insert(String::from_utf8_lossy(hir.name(formal.name)).into_owned());
            }
        }
    }
    let defaults = lambda.pattern.map_or(&[][..], |pattern| hir.formals(pattern.formals));
    let mut open: Vec<(ExprId, u32)> = vec![(lambda.body, 0)];
    open.extend(defaults.iter().filter_map(|formal| formal.default).map(|id| (id, 0)));
    while let Some((id, frames)) = open.pop() {
        let names = Names { hir, frames, self_slot };
        match names.chain(id) {
            Some(chain) => {
                let at_once = if chain.whole { Uses::of_inputs } else { Uses::of_self };
                at_once(&mut uses, hir, chain.path, 0);
                open.extend(beside_base(hir, id).map(|child| (child, frames)));
            }
            None => hir.each_child(id, |child, opened| open.push((child, frames + opened))),
        }
    }
    uses
}

/// What a selection computes or falls back on; it may name inputs too.
fn beside_base(hir: &Hir, id: ExprId) -> impl Iterator<Item = ExprId> {
    let mut parts = Vec::new();
    if let Expr::Select(select) = hir.expr(id) {
        let base = hir.select(select).base;
        hir.each_child(id, |child, _| parts.extend((child != base).then_some(child)));
    }
    parts.into_iter()
}

impl Uses {
    /// The set of all inputs is used, with `path` from position `at` selected from it.
    fn of_inputs(&mut self, hir: &Hir, path: &[AttrName], at: usize) {
        match path.get(at).map(|name| name.kind) {
            Some(AttrNameKind::Static(name)) if hir.name(name) == b"self" => {
                self.of_self(hir, path, at + 1);
            }
            Some(AttrNameKind::Static(name)) => {
                self.named.insert(String::from_utf8_lossy(hir.name(name)).into_owned());
            }
            Some(AttrNameKind::Dynamic(_)) | None => self.open = true,
        }
    }

    /// `self` is used: it holds the inputs as `self.inputs`.
    fn of_self(&mut self, hir: &Hir, path: &[AttrName], at: usize) {
        match path.get(at).map(|name| name.kind) {
            Some(AttrNameKind::Static(name)) if hir.name(name) == b"inputs" => {
                self.of_inputs(hir, path, at + 1);
            }
            Some(AttrNameKind::Static(_)) => {}
            Some(AttrNameKind::Dynamic(_)) | None => self.open = true,
        }
    }
}

/// A use of the argument of `outputs` or of its `self`, and what is selected from it at once.
struct Chain<'h> {
    whole: bool,
    path: &'h [AttrName],
}

/// How `outputs`' own names look from below `frames` more frames.
struct Names<'h> {
    hir: &'h Hir,
    frames: u32,
    self_slot: Option<u32>,
}

impl<'h> Names<'h> {
    fn chain(&self, id: ExprId) -> Option<Chain<'h>> {
        match self.hir.expr(id) {
            Expr::Select(select) => {
                let select = self.hir.select(select);
                let path = self.hir.attr_names(select.path);
                self.variable(select.base).map(|whole| Chain { whole, path })
            }
            _ => self.variable(id).map(|whole| Chain { whole, path: &[] }),
        }
    }

    /// Whether this is the whole argument (true) or `self` (false).
    fn variable(&self, id: ExprId) -> Option<bool> {
        match self.hir.expr(id) {
            Expr::Local { up, slot } if up == self.frames => {
                if slot == WHOLE_ARGUMENT {
                    Some(true)
                } else {
                    (Some(slot) == self.self_slot).then_some(false)
                }
            }
            Expr::Paren(inner) => self.variable(inner),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::parse;

    fn uses(outputs: &str) -> (Vec<String>, bool) {
        let hir = parse(outputs.as_bytes());
        assert_eq!(hir.problems, [], "{outputs}");
        let Expr::Lambda(lambda) = hir.expr(hir.root()) else { panic!("{outputs}") };
        let uses = of_outputs(&hir, lambda);
        (uses.named.into_iter().collect(), uses.open)
    }

    #[test]
    fn what_is_named_is_used() {
        for outputs in [
            "{ self, a, b }: a",
            "inputs: inputs.a.lib",
            "{ self, ... }@inputs: { x = { y = inputs.a; }; z = self.outPath; }",
            "{ self, ... }: self.inputs.a",
            "inputs: inputs.self.inputs.a",
            "inputs: let f = x: rec { z = inputs.a; }; in f",
            "{ b ? inputs.a, ... }@inputs: 1",
            "inputs: { }.x or inputs.a",
        ] {
            assert_eq!(uses(outputs), (vec!["a".to_owned()], false), "{outputs}");
        }
    }

    #[test]
    fn what_is_handed_on_may_be_used() {
        for outputs in [
            "inputs: f inputs",
            "{ self, ... }@inputs: { inherit inputs; }",
            "{ self, ... }: f self",
            "inputs: inputs.${f \"a\"}",
            "{ self, ... }: self.${\"inputs\"}",
            "inputs: with inputs; a",
            "inputs: inputs // { }",
            "inputs: inputs ? a",
            "{ self, ... }: { inherit (self) inputs; }",
            "{ self, ... }: f self.inputs",
        ] {
            let outputs = format!("let f = x: x; in {outputs}");
            let hir = parse(outputs.as_bytes());
            let Expr::Let(_, body) = hir.expr(hir.root()) else { panic!("{outputs}") };
            let Expr::Lambda(lambda) = hir.expr(body) else { panic!("{outputs}") };
            assert!(of_outputs(&hir, lambda).open, "{outputs}");
        }
    }
}
