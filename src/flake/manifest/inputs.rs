//! The `inputs` of a `flake.nix`.

use super::literal::{self, Literal};
use super::{Declared, DeclaredInput, Manifest, ProblemKind, value_span};
use crate::syntax::hir::{Binding, Hir, SetId};
use crate::syntax::reference::AttrValue;
use crate::syntax::reference::Reference;

/// The flags that `inputs.self` may carry beside `submodules`.
const SELF_FLAGS: &[&[u8]] = &[b"lfs"];

impl Manifest {
    pub(super) fn read_inputs(&mut self, hir: &Hir, binding: &Binding) {
        match literal::of_entry(hir, binding.entry) {
            Literal::Set(set) => {
                let inputs = self.read_input_set(hir, set, true);
                self.inputs = inputs;
            }
            found => {
                self.inputs_complete = false;
                self.refuse(hir, binding, "`inputs` must be a set written out", &found);
            }
        }
    }

    fn read_input_set(&mut self, hir: &Hir, set: SetId, top: bool) -> Vec<DeclaredInput> {
        let bindings = hir.bindings(hir.set(set).bindings);
        let mut inputs = Vec::with_capacity(bindings.len());
        for binding in bindings {
            let name = String::from_utf8_lossy(hir.name(binding.name)).into_owned();
            match literal::of_entry(hir, binding.entry) {
                Literal::Set(set) if top && name == "self" => self.read_self(hir, set),
                Literal::Set(set) => inputs.push(self.read_input(hir, name, binding, set)),
                found => {
                    if top {
                        self.inputs_complete = false;
                    }
                    let must = format!("input `{name}` must be a set written out");
                    self.refuse(hir, binding, &must, &found);
                }
            }
        }
        inputs
    }

    fn read_self(&mut self, hir: &Hir, set: SetId) {
        for binding in hir.bindings(hir.set(set).bindings) {
            let name = hir.name(binding.name);
            if name == b"submodules" {
                self.submodules = literal::of_entry(hir, binding.entry) == Literal::Bool(true);
            } else if !SELF_FLAGS.contains(&name) {
                let name = String::from_utf8_lossy(name);
                let message = format!("`inputs.self` has no attribute `{name}`");
                self.problem(ProblemKind::UnknownAttribute, binding.name_span, message);
            }
        }
    }

    fn read_input(
        &mut self,
        hir: &Hir,
        name: String,
        binding: &Binding,
        set: SetId,
    ) -> DeclaredInput {
        let mut input = DeclaredInput {
            name,
            name_span: binding.name_span,
            reference: None,
            follows: None,
            flake: true,
            overrides: Vec::new(),
        };
        let mut url = None;
        let mut attrs = Vec::new();
        for field in hir.bindings(hir.set(set).bindings) {
            let found = literal::of_entry(hir, field.entry);
            let span = value_span(hir, field);
            match (hir.name(field.name), found) {
                (_, Literal::Unsure) => {}
                (b"url", Literal::Str(text)) => url = Some(Declared { value: text, span }),
                // Nix takes the path relative to the flake, as `path:` does.
                (b"url", Literal::Path(text)) => {
                    let text = text.strip_prefix("./").unwrap_or(&text);
                    url = Some(Declared { value: format!("path:{text}"), span });
                }
                (b"url", found) => {
                    self.refuse(hir, field, "`url` must be a string written out", &found);
                }
                (b"flake", Literal::Bool(flag)) => input.flake = flag,
                (b"flake", found) => {
                    self.refuse(hir, field, "`flake` must be true or false", &found);
                }
                (b"follows", Literal::Str(text)) => {
                    input.follows = Some(Declared { value: input_path(&text), span });
                }
                (b"follows", found) => {
                    self.refuse(hir, field, "`follows` must be a string written out", &found);
                }
                (b"inputs", Literal::Set(set)) => {
                    input.overrides = self.read_input_set(hir, set, false);
                }
                (b"inputs", found) => {
                    self.refuse(hir, field, "`inputs` must be a set written out", &found);
                }
                (other, found) => match attr_value(&found) {
                    Some(value) => attrs.push((other, value, field)),
                    None => {
                        self.refuse(
                            hir,
                            field,
                            "an input's attributes must be written out",
                            &found,
                        );
                    }
                },
            }
        }
        self.set_reference(&mut input, url, attrs);
        input
    }

    /// Either the attributes make the reference, and one of them is `type`, or `url` alone does.
    fn set_reference(
        &mut self,
        input: &mut DeclaredInput,
        url: Option<Declared<String>>,
        attrs: Vec<(&[u8], AttrValue, &Binding)>,
    ) {
        if let Some((_, _, kind)) = attrs.iter().find(|(name, ..)| *name == b"type") {
            let span = kind.name_span;
            let attrs = attrs
                .into_iter()
                .map(|(name, value, _)| (String::from_utf8_lossy(name).into_owned(), value));
            let url = url.map(|url| ("url".to_owned(), AttrValue::Str(url.value)));
            let value = Reference::from_attrs(attrs.chain(url));
            input.reference = Some(Declared { value, span });
        } else if let Some((name, _, field)) = attrs.first() {
            let name = String::from_utf8_lossy(name);
            let message = format!("an input has no attribute `{name}` unless it has a `type`");
            self.problem(ProblemKind::UnknownAttribute, field.name_span, message);
        } else if let Some(url) = url {
            match Reference::from_url(&url.value, input.flake) {
                Ok(value) => input.reference = Some(Declared { value, span: url.span }),
                Err(why) => self.problem(ProblemKind::Reference, url.span, why),
            }
        }
        if let (Some(_), Some(follows)) = (&input.reference, &input.follows) {
            let message = format!("input `{}` has both a reference and `follows`", input.name);
            self.problem(ProblemKind::Doubled, follows.span, message);
        }
    }

    fn refuse(&mut self, hir: &Hir, binding: &Binding, must: &str, found: &Literal) {
        if !matches!(found, Literal::Unsure) {
            let message = format!("{must}, not {}", found.noun());
            self.problem(ProblemKind::NotLiteral, value_span(hir, binding), message);
        }
    }
}

fn attr_value(found: &Literal) -> Option<AttrValue> {
    match found {
        Literal::Str(text) => Some(AttrValue::Str(text.clone())),
        Literal::Bool(flag) => Some(AttrValue::Bool(*flag)),
        Literal::Int(number) => u64::try_from(*number).ok().map(AttrValue::Int),
        _ => None,
    }
}

/// `a/b` names input `b` of input `a`; empty parts do not count.
fn input_path(text: &str) -> Vec<String> {
    text.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect()
}
