//! What a `flake.nix` declares, read from its text alone.
//!
//! Nix itself reads `description`, `inputs` and `nixConfig` without evaluating: each value must be
//! a literal. Source: Nix manual, "nix flake", section "Flake format"; what counts as a literal
//! was tried with Nix 2.34.

mod inputs;
mod literal;
#[cfg(test)]
mod tests;

use crate::syntax::hir::{Binding, Entry, Expr, Formal, Hir, LambdaId, SetId, Span};

use crate::syntax::reference::Reference;
use literal::Literal;

/// The top-level attributes Nix allows.
pub const TOP_LEVEL: &[&str] = &["description", "inputs", "nixConfig", "outputs"];

/// The settings of `nixConfig` that switch on experimental features.
const FEATURES: &[&[u8]] = &[b"experimental-features", b"extra-experimental-features"];

/// What a `flake.nix` declares.
#[derive(Debug, Default)]
pub struct Manifest {
    /// The declared inputs, in source order; `self` is not among them.
    pub inputs: Vec<DeclaredInput>,
    /// Whether [`Manifest::inputs`] are all there are.
    pub inputs_complete: bool,
    /// Whether the flake asks for its own submodules (`inputs.self.submodules = true`).
    pub submodules: bool,
    /// The experimental features that `nixConfig` switches on.
    pub features: Vec<String>,
    /// The function that makes the outputs, where it could be read.
    pub outputs: Option<Outputs>,
    /// What Nix refuses, in source order.
    pub problems: Vec<Problem>,
}

/// One entry of `inputs`, or of an input's own `inputs`.
#[derive(Debug)]
pub struct DeclaredInput {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub name_span: Span,
    /// What it refers to; none where it follows, or where only its own inputs are overridden.
    pub reference: Option<Declared<Reference>>,
    /// Input names from the root that it follows; empty is the root flake itself.
    pub follows: Option<Declared<Vec<String>>>,
    /// `false` with `flake = false`.
    pub flake: bool,
    /// Its own inputs that are overridden.
    pub overrides: Vec<DeclaredInput>,
}

/// The function that makes the outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outputs {
    /// The function.
    pub lambda: LambdaId,
    /// Where it stands.
    pub span: Span,
}

/// A declared value and where it stands.
#[derive(Debug)]
pub struct Declared<T> {
    /// The value.
    pub value: T,
    /// Where.
    pub span: Span,
}

/// Something Nix refuses in a `flake.nix`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Which kind.
    pub kind: ProblemKind,
    /// Where.
    pub span: Span,
    /// One sentence, no trailing full stop.
    pub message: String,
}

/// See [`Problem`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The file is not an attribute set written out.
    NotASet,
    /// Nix knows no such attribute there.
    UnknownAttribute,
    /// A value that must be written out, or of another type.
    NotLiteral,
    /// `outputs` is missing or no function.
    Outputs,
    /// A flake reference that Nix cannot read.
    Reference,
    /// A flake reference beside `follows`: older versions of Nix ignore it.
    Doubled,
}

impl Manifest {
    /// Reads a parsed `flake.nix`. A file with syntax errors gives what can be read of it.
    pub fn read(hir: &Hir) -> Self {
        let mut manifest = Self::default();
        let root = hir.inside_parens(hir.root());
        match hir.expr(root) {
            Expr::Attrs(set) => manifest.read_top(hir, set),
            Expr::Missing => {}
            _ => manifest.problem(
                ProblemKind::NotASet,
                first_line(hir.span(root)),
                "flake.nix must be an attribute set written out, nothing computed",
            ),
        }
        manifest.problems.sort_by_key(|problem| problem.span);
        manifest
    }

    /// The declared input of that name.
    pub fn input(&self, name: &str) -> Option<&DeclaredInput> {
        self.inputs.iter().find(|input| input.name == name)
    }

    /// The arguments that `outputs` names in a set pattern, `self` left out: Nix takes each for an
    /// input, declared or not.
    pub fn arguments<'a>(
        &self,
        hir: &'a Hir,
    ) -> impl Iterator<Item = (&'a Formal, String)> + use<'a> {
        let pattern = self.outputs.and_then(|outputs| hir.lambda(outputs.lambda).pattern);
        let formals = pattern.map_or(&[][..], |pattern| hir.formals(pattern.formals));
        formals
            .iter()
            .map(|formal| (formal, String::from_utf8_lossy(hir.name(formal.name)).into_owned()))
            .filter(|(_, name)| name != "self")
    }

    fn read_top(&mut self, hir: &Hir, set: SetId) {
        let set = *hir.set(set);
        let mut outputs = None;
        self.inputs_complete = set.dynamics.is_empty();
        for binding in hir.bindings(set.bindings) {
            match hir.name(binding.name) {
                b"description" => self.expect_literal(hir, binding, Literal::is_string, "a string"),
                b"inputs" => self.read_inputs(hir, binding),
                b"nixConfig" => self.read_config(hir, binding),
                b"outputs" => outputs = Some(*binding),
                other => self.problem(
                    ProblemKind::UnknownAttribute,
                    binding.name_span,
                    format!("a flake has no attribute `{}`", String::from_utf8_lossy(other)),
                ),
            }
        }
        match outputs {
            Some(binding) => self.read_outputs(hir, &binding),
            None if set.dynamics.is_empty() => self.problem(
                ProblemKind::Outputs,
                first_line(hir.span(hir.root())),
                "the flake has no `outputs`",
            ),
            None => {}
        }
    }

    fn read_outputs(&mut self, hir: &Hir, binding: &Binding) {
        match literal::of_entry(hir, binding.entry) {
            Literal::Function(lambda) => {
                self.outputs = Some(Outputs { lambda, span: value_span(hir, binding) });
            }
            Literal::Unsure => {}
            found => self.problem(
                ProblemKind::Outputs,
                value_span(hir, binding),
                format!("`outputs` must be a function written out, not {}", found.noun()),
            ),
        }
    }

    fn read_config(&mut self, hir: &Hir, binding: &Binding) {
        let set = match literal::of_entry(hir, binding.entry) {
            Literal::Set(set) => *hir.set(set),
            Literal::Unsure => return,
            found => {
                let message =
                    format!("`nixConfig` must be a set written out, not {}", found.noun());
                return self.problem(ProblemKind::NotLiteral, value_span(hir, binding), message);
            }
        };
        for setting in hir.bindings(set.bindings) {
            self.expect_literal(hir, setting, Literal::is_setting, "written out");
            if FEATURES.contains(&hir.name(setting.name)) {
                self.features.extend(literal::of_entry(hir, setting.entry).words());
            }
        }
    }

    fn expect_literal(
        &mut self,
        hir: &Hir,
        binding: &Binding,
        accept: fn(&Literal) -> bool,
        what: &str,
    ) {
        let found = literal::of_entry(hir, binding.entry);
        if !accept(&found) && !matches!(found, Literal::Unsure) {
            let name = String::from_utf8_lossy(hir.name(binding.name));
            let message = format!("`{name}` must be {what}, not {}", found.noun());
            self.problem(ProblemKind::NotLiteral, value_span(hir, binding), message);
        }
    }

    fn problem(&mut self, kind: ProblemKind, span: Span, message: impl Into<String>) {
        self.problems.push(Problem { kind, span, message: message.into() });
    }
}

/// Where a binding's value stands, or the name where it has none of its own.
fn value_span(hir: &Hir, binding: &Binding) -> Span {
    match binding.entry {
        Entry::Value(value) => hir.span(value),
        Entry::Inherit(_) | Entry::InheritFrom(_) => binding.name_span,
    }
}

/// A finding about a whole file points at its first characters, not at all of it.
fn first_line(span: Span) -> Span {
    Span { start: span.start, end: span.end.min(span.start.saturating_add(1)) }
}
