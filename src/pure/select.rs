//! `a.b`, `a.b or c`, `a ? b`.

use std::rc::Rc;

use super::Evaluator;
use super::fault::{Eval, Fault};
use super::files::FileData;
use super::heap::ThunkState;
use super::value::{Env, Sym, Thunk, Unknown, Value};
use crate::syntax::hir::{AttrNameKind, Select, SelectId};

/// What one step of a path finds.
pub(in crate::pure) enum Found {
    /// There for sure.
    Yes(Thunk),
    /// There or not.
    Maybe(Thunk),
    /// Not there.
    No,
    /// Nobody knows.
    Unknown(Unknown),
}

impl Evaluator {
    pub(in crate::pure) fn eval_select(
        &mut self,
        file: &Rc<FileData>,
        select: SelectId,
        env: Env,
    ) -> Eval<Value> {
        let select = *file.hir.select(select);
        let current = self.current;
        let base = self.eval(file, select.base, env)?;
        let mut doubtful = false;
        let walked = self.walk(file, &select, base, env, &mut doubtful);
        let found = match (walked, select.default) {
            (Ok(Ok(value)), Some(default)) if doubtful => {
                let cause = self.join_cause();
                return self.join_arms(cause, |_| Ok(value), |ev| ev.eval(file, default, env));
            }
            (Ok(Ok(value)), _) => value,
            (Ok(Err(_)), Some(default)) => return self.eval(file, default, env),
            (Ok(Err(name)), None) => {
                self.current = current;
                return Err(self.missing(name));
            }
            // Where the doubtful step is present there is no value; so if there is one, it is the
            // default's.
            (Err(fault), Some(default)) if doubtful && !fault.is_limit() => {
                self.assume();
                return self.eval(file, default, env);
            }
            (Err(fault), _) => return Err(fault),
        };
        if doubtful {
            self.assume();
        }
        Ok(found)
    }

    /// Follows the path; the inner error is the name that is not there. `doubtful` is set as soon
    /// as a step was only perhaps there.
    fn walk(
        &mut self,
        file: &Rc<FileData>,
        select: &Select,
        base: Value,
        env: Env,
        doubtful: &mut bool,
    ) -> Eval<Result<Value, Sym>> {
        let mut value = base;
        for part in file.hir.attr_names(select.path) {
            let name = match self.attr_name(file, part.kind, env)? {
                Ok(name) => name,
                Err(cause) => {
                    self.assume();
                    return Ok(Ok(Value::Unknown(cause)));
                }
            };
            if select.default.is_none() && !matches!(value, Value::Set(_) | Value::Unknown(_)) {
                return Err(self.wrong_type("a set", value));
            }
            match self.lookup(value, name) {
                Found::Yes(thunk) => value = self.force(thunk)?,
                Found::Maybe(thunk) => {
                    *doubtful = true;
                    value = self.force(thunk)?;
                }
                Found::Unknown(cause) => {
                    self.assume();
                    return Ok(Ok(Value::Unknown(cause)));
                }
                Found::No => return Ok(Err(name)),
            }
        }
        Ok(Ok(value))
    }

    pub(in crate::pure) fn eval_has_attr(
        &mut self,
        file: &Rc<FileData>,
        select: SelectId,
        env: Env,
    ) -> Eval<Value> {
        let select = *file.hir.select(select);
        let base = self.eval(file, select.base, env)?;
        let mut doubtful = false;
        match self.probe(file, &select, base, env, &mut doubtful) {
            Ok(Ok(true)) if doubtful => Ok(Value::Unknown(self.join_cause())),
            Ok(Ok(there)) => Ok(Value::Bool(there)),
            Ok(Err(cause)) => {
                self.assume();
                Ok(Value::Unknown(cause))
            }
            // Where the doubtful step is present the question has no answer.
            Err(fault) if doubtful && !fault.is_limit() => {
                self.assume();
                Ok(Value::Bool(false))
            }
            Err(fault) => Err(fault),
        }
    }

    /// Whether the path leads anywhere; the last step is not forced.
    fn probe(
        &mut self,
        file: &Rc<FileData>,
        select: &Select,
        base: Value,
        env: Env,
        doubtful: &mut bool,
    ) -> Eval<Result<bool, Unknown>> {
        let mut value = base;
        let path = file.hir.attr_names(select.path);
        for (at, part) in path.iter().enumerate() {
            let name = match self.attr_name(file, part.kind, env)? {
                Ok(name) => name,
                Err(cause) => return Ok(Err(cause)),
            };
            let thunk = match self.lookup(value, name) {
                Found::Yes(thunk) => thunk,
                Found::Maybe(thunk) => {
                    *doubtful = true;
                    thunk
                }
                Found::Unknown(cause) => return Ok(Err(cause)),
                Found::No => return Ok(Ok(false)),
            };
            if at + 1 < path.len() {
                value = self.force(thunk)?;
            }
        }
        Ok(Ok(true))
    }

    pub(in crate::pure) fn lookup(&mut self, value: Value, name: Sym) -> Found {
        match value {
            Value::Set(set) => {
                let data = self.heap.set_data(set);
                match (data.get(name), data.open) {
                    (Some(attr), _) if attr.maybe => Found::Maybe(attr.value),
                    (Some(attr), _) => Found::Yes(attr.value),
                    (None, Some(cause)) => Found::Unknown(cause),
                    (None, None) => Found::No,
                }
            }
            Value::Unknown(cause) => Found::Unknown(cause),
            _ => Found::No,
        }
    }

    /// The name a path component gives, or why it is not known.
    pub(in crate::pure) fn attr_name(
        &mut self,
        file: &Rc<FileData>,
        name: AttrNameKind,
        env: Env,
    ) -> Eval<Result<Sym, Unknown>> {
        match name {
            AttrNameKind::Static(name) => Ok(Ok(file.syms[name.index()])),
            AttrNameKind::Dynamic(expr) => match self.eval(file, expr, env)? {
                Value::Str(str) => {
                    let bytes = Rc::clone(&self.heap.string(str).bytes);
                    Ok(Ok(self.heap.symbols.intern(&bytes)))
                }
                Value::Unknown(cause) => Ok(Err(cause)),
                other => Err(self.wrong_type("a string", other)),
            },
        }
    }

    /// The attribute `name` of a set that an outside caller has, forced.
    ///
    /// # Errors
    /// What the attribute faults with; a missing attribute is `Ok(None)`.
    pub fn get(&mut self, set: Value, name: &str) -> Eval<Option<Value>> {
        let name = self.heap.symbols.intern(name.as_bytes());
        match self.lookup(set, name) {
            Found::Yes(thunk) | Found::Maybe(thunk) => self.force(thunk).map(Some),
            Found::Unknown(cause) => Ok(Some(Value::Unknown(cause))),
            Found::No => Ok(None),
        }
    }

    /// `set.name`, later.
    pub fn delay_select(&mut self, set: Thunk, name: &str) -> Thunk {
        let name = self.heap.symbols.intern(name.as_bytes());
        self.heap.thunk(ThunkState::Select { set, name })
    }

    pub(in crate::pure) fn wrong_type(&self, expected: &str, found: Value) -> Box<Fault> {
        let found = super::coerce::type_phrase(found);
        Fault::eval(format!("expected {expected} but found {found}"))
    }
}
