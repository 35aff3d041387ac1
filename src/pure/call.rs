//! Function calls.

use std::rc::Rc;

use super::builtins::BUILTINS;
use super::fault::{Eval, Fault, FaultKind};
use super::files::FileData;
use super::heap::{ClosureData, ThunkState};
use super::value::{Env, Sym, Thunk, Value};
use super::{Evaluator, coerce};
use crate::syntax::hir::{LambdaId, Pattern};

impl Evaluator {
    /// `function argument`
    ///
    /// # Errors
    /// What the function faults with, or that it is no function.
    pub fn call(&mut self, function: Value, argument: Thunk) -> Eval<Value> {
        match function {
            Value::Lambda(closure) => {
                let ClosureData { file, lambda, env } = self.heap.closures[closure.index()];
                let file = Rc::clone(&self.files[file.index()]);
                let env = self.bind_call(&file, lambda, env, argument)?;
                let calls = self.calls;
                self.count_call()?;
                let result = self.eval(&file, file.hir.lambda(lambda).body, env);
                self.calls = calls;
                result
            }
            Value::Builtin(builtin) => self.call_builtin(builtin, Rc::new([argument])),
            Value::Partial(partial) => {
                let data = self.heap.partial_data(partial);
                let args = data.args.iter().copied().chain([argument]).collect();
                let builtin = data.builtin;
                self.call_builtin(builtin, args)
            }
            Value::Set(set) => {
                let data = self.heap.set_data(set);
                match (data.get(self.names.functor), data.open) {
                    (Some(functor), _) => {
                        let functor = functor.value;
                        self.nested(|ev| {
                            let functor = ev.force(functor)?;
                            let this = ev.heap.done(function);
                            ev.call2(functor, this, argument)
                        })
                    }
                    (None, Some(cause)) => {
                        self.assume();
                        Ok(Value::Unknown(cause))
                    }
                    (None, None) => Err(self.not_a_function(function)),
                }
            }
            Value::Unknown(cause) => {
                self.assume();
                Ok(Value::Unknown(self.cause(cause).bystander.unwrap_or(cause)))
            }
            _ => Err(self.not_a_function(function)),
        }
    }

    /// `function first second`
    ///
    /// # Errors
    /// As [`Self::call`].
    pub fn call2(&mut self, function: Value, first: Thunk, second: Thunk) -> Eval<Value> {
        let function = self.call(function, first)?;
        self.call(function, second)
    }

    fn not_a_function(&self, value: Value) -> Box<Fault> {
        let what = coerce::type_phrase(value);
        Fault::eval(format!("attempt to call something which is not a function but {what}"))
    }

    fn call_builtin(&mut self, builtin: u16, args: Rc<[Thunk]>) -> Eval<Value> {
        let definition = &BUILTINS[usize::from(builtin)];
        if args.len() < usize::from(definition.arity) {
            return Ok(self.heap.partial(builtin, args));
        }
        let calls = self.calls;
        self.count_call()?;
        let result = self.nested(|ev| (definition.run)(ev, &args));
        self.calls = calls;
        result
    }

    pub(in crate::pure) fn count_call(&mut self) -> Eval<()> {
        self.calls += 1;
        if self.calls > self.options.limits.calls {
            return Err(Fault::new(FaultKind::Limit, "stack overflow; max-call-depth exceeded"));
        }
        Ok(())
    }

    /// The frame of a call.
    pub(in crate::pure) fn bind_call(
        &mut self,
        file: &Rc<FileData>,
        lambda: LambdaId,
        outer: Env,
        argument: Thunk,
    ) -> Eval<Env> {
        let definition = file.hir.lambda(lambda);
        let Some(pattern) = definition.pattern else {
            let env = self.heap.env(outer, false);
            self.heap.slots.push(argument);
            return Ok(env);
        };
        let value = self.force(argument)?;
        let env = self.heap.env(outer, false);
        self.heap.slots.push(argument);
        match value {
            Value::Set(set) => {
                let data = self.heap.set_data(set);
                self.bind_formals(file, pattern, env, &data)?;
                Ok(env)
            }
            Value::Unknown(_) => {
                self.assume();
                for _ in 0..pattern.formals.len() {
                    let unknown = self.heap.done(value);
                    self.heap.slots.push(unknown);
                }
                Ok(env)
            }
            other => Err(self.wrong_type("a set", other)),
        }
    }

    fn bind_formals(
        &mut self,
        file: &Rc<FileData>,
        pattern: Pattern,
        env: Env,
        argument: &super::value::SetData,
    ) -> Eval<()> {
        let mut matched = 0;
        for formal in file.hir.formals(pattern.formals) {
            let name = file.syms[formal.name.index()];
            let default = formal
                .default
                .map(|expr| self.heap.thunk(ThunkState::Expr { file: file.id, expr, env }));
            let slot = match (argument.get(name), argument.open, default) {
                (Some(attr), _, default) => {
                    matched += 1;
                    match default {
                        Some(default) if attr.maybe => self.join_thunks(attr.value, default),
                        _ => {
                            if attr.maybe {
                                self.assume();
                            }
                            attr.value
                        }
                    }
                }
                (None, Some(cause), _) => {
                    self.assume();
                    self.heap.done(Value::Unknown(cause))
                }
                (None, None, Some(default)) => default,
                (None, None, None) => return Err(self.missing_argument(name)),
            };
            self.heap.slots.push(slot);
        }
        if !pattern.ellipsis && matched < argument.attrs.len() {
            self.refuse_unexpected(file, pattern, argument)?;
        }
        Ok(())
    }

    fn missing_argument(&self, name: Sym) -> Box<Fault> {
        let name = String::from_utf8_lossy(self.heap.symbols.name(name));
        Fault::eval(format!("function called without required argument '{name}'"))
    }

    fn refuse_unexpected(
        &mut self,
        file: &FileData,
        pattern: Pattern,
        argument: &super::value::SetData,
    ) -> Eval<()> {
        let formals = file.hir.formals(pattern.formals);
        for attr in &argument.attrs {
            if formals.iter().any(|formal| file.syms[formal.name.index()] == attr.name) {
                continue;
            }
            if attr.maybe {
                self.assume();
                continue;
            }
            let name = String::from_utf8_lossy(self.heap.symbols.name(attr.name));
            return Err(Fault::eval(format!("function called with unexpected argument '{name}'")));
        }
        Ok(())
    }

    /// `{ a = false; b = true; }` for `{ a, b ? 1 }: ..`
    pub(in crate::pure) fn formals_of(&mut self, closure: super::value::Closure) -> Value {
        let ClosureData { file, lambda, .. } = self.heap.closures[closure.index()];
        let file = Rc::clone(&self.files[file.index()]);
        let Some(pattern) = file.hir.lambda(lambda).pattern else {
            return self.empty_set();
        };
        let attrs = file
            .hir
            .formals(pattern.formals)
            .iter()
            .zip(pattern.formals.start..)
            .map(|(formal, at)| super::value::Attr {
                name: file.syms[formal.name.index()],
                value: self.heap.done(Value::Bool(formal.default.is_some())),
                pos: file.formal_number(at),
                maybe: false,
            })
            .collect();
        self.heap.set(attrs, None)
    }
}
