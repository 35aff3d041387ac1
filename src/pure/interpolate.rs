//! String and path literals with `${}`.

use std::rc::Rc;

use super::Evaluator;
use super::coerce::Coercion;
use super::fault::Eval;
use super::files::FileData;
use super::value::{Context, Env, Value};
use crate::syntax::hir::{InterpId, InterpKind, Part, PathKind};

impl Evaluator {
    pub(in crate::pure) fn interpolate(
        &mut self,
        file: &Rc<FileData>,
        interp: InterpId,
        env: Env,
    ) -> Eval<Value> {
        let interp = *file.hir.interp(interp);
        let parts = file.hir.parts(interp.parts);
        match interp.kind {
            InterpKind::Path(kind) => self.interpolate_path(file, kind, parts, env),
            InterpKind::String | InterpKind::Indented => self.interpolate_string(file, parts, env),
        }
    }

    fn interpolate_string(&mut self, file: &Rc<FileData>, parts: &[Part], env: Env) -> Eval<Value> {
        let mut bytes = Vec::new();
        let mut context = Context::NONE;
        for part in parts {
            match part {
                Part::Text(text) => bytes.extend_from_slice(file.hir.text(*text)),
                Part::Expr(expr) => {
                    let value = self.eval(file, *expr, env)?;
                    match self.coerce(value, Coercion::Interpolate)? {
                        Ok((text, from)) => {
                            self.reserve(bytes.len() + text.len())?;
                            bytes.extend_from_slice(&text);
                            context = self.heap.union_contexts(context, from);
                        }
                        Err(cause) => {
                            self.assume();
                            return Ok(Value::Unknown(cause));
                        }
                    }
                }
            }
        }
        Ok(self.heap.str_with(bytes, context))
    }

    /// `./a/${b}`: the first part is literal text. With an unknown part, everything below the
    /// known folder may be meant.
    fn interpolate_path(
        &mut self,
        file: &Rc<FileData>,
        kind: PathKind,
        parts: &[Part],
        env: Env,
    ) -> Eval<Value> {
        let mut text = Vec::new();
        for part in parts {
            match part {
                Part::Text(literal) => text.extend_from_slice(file.hir.text(*literal)),
                Part::Expr(expr) => {
                    let value = self.eval(file, *expr, env)?;
                    // A path in a path stands for its own name.
                    if let Ok((more, _)) = self.coerce(value, Coercion::KeepPath)? {
                        text.extend_from_slice(&more);
                    } else {
                        self.assume();
                        return self.below_known_prefix(file, kind, &text);
                    }
                }
            }
        }
        self.path_literal(file, kind, &text)
    }

    fn below_known_prefix(
        &mut self,
        file: &Rc<FileData>,
        kind: PathKind,
        text: &[u8],
    ) -> Eval<Value> {
        let folder =
            text.iter().rposition(|byte| *byte == b'/').map_or(&b"."[..], |at| &text[..=at]);
        let base = self.path_literal(file, kind, folder)?;
        let below = match base {
            Value::Path(path) => Some(self.heap.path_data(path).clone()),
            _ => None,
        };
        Ok(Value::Unknown(self.unknown_cause("a path that is only partly known", below)))
    }
}
