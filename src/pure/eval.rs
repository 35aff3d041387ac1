//! Expressions to values.

use std::rc::Rc;

use super::Evaluator;
use super::fault::{Eval, Fault, FaultKind};
use super::files::FileData;
use super::heap::{ClosureData, ThunkState};
use super::value::{Env, Sym, Thunk, Value};
use crate::syntax::hir::{Expr, ExprId, NameId};

impl Evaluator {
    /// The value of an expression in its environment.
    pub(in crate::pure) fn eval(
        &mut self,
        file: &Rc<FileData>,
        expr: ExprId,
        env: Env,
    ) -> Eval<Value> {
        self.enter()?;
        let (calls, current) = (self.calls, self.current);
        let result = self.eval_tail(Rc::clone(file), expr, env);
        let result = result.map_err(|mut fault| {
            if fault.at.is_none() {
                fault.at = self.here();
            }
            fault
        });
        self.current = current;
        self.calls = calls;
        self.leave();
        result.map(|value| self.seen(value))
    }

    /// Follows tail positions without growing the stack; calls on the way stay counted, as in Nix.
    fn eval_tail(&mut self, mut file: Rc<FileData>, mut expr: ExprId, mut env: Env) -> Eval<Value> {
        loop {
            self.step()?;
            // Places are told in the user's files.
            if !file.own {
                self.current = Some((file.id, expr));
            }
            match file.hir.expr(expr) {
                Expr::Paren(inner) => expr = inner,
                Expr::Let(set, body) => {
                    env = self.bind_let(&file, set, env)?;
                    expr = body;
                }
                Expr::WithScope(set, body) => {
                    env = self.bind_with(&file, set, env);
                    expr = body;
                }
                Expr::If(at) => {
                    let [condition, then, otherwise] = file.hir.if_parts(at);
                    match self.eval_bool(&file, condition, env)? {
                        Ok(true) => expr = then,
                        Ok(false) => expr = otherwise,
                        Err(cause) => {
                            return self.join_arms(
                                cause,
                                |ev| ev.eval(&file, then, env),
                                |ev| ev.eval(&file, otherwise, env),
                            );
                        }
                    }
                }
                Expr::Assert(condition, body) => {
                    match self.eval_bool(&file, condition, env)? {
                        Ok(true) => {}
                        Ok(false) => {
                            if !file.own {
                                self.current = Some((file.id, condition));
                            }
                            return Err(Fault::new(FaultKind::Assert, "assertion failed"));
                        }
                        Err(_) => self.assume(),
                    }
                    expr = body;
                }
                Expr::Apply(function, argument) => {
                    let function = self.eval(&file, function, env)?;
                    let argument = self.delay(&file, argument, env);
                    let Value::Lambda(closure) = function else {
                        return self.call(function, argument);
                    };
                    let ClosureData { file: callee, lambda, env: outer } =
                        self.heap.closures[closure.index()];
                    let callee = Rc::clone(&self.files[callee.index()]);
                    env = self.bind_call(&callee, lambda, outer, argument)?;
                    self.count_call()?;
                    expr = callee.hir.lambda(lambda).body;
                    file = callee;
                }
                other => return self.eval_here(&file, expr, other, env),
            }
        }
    }

    /// Expressions without a tail position.
    fn eval_here(&mut self, file: &Rc<FileData>, id: ExprId, expr: Expr, env: Env) -> Eval<Value> {
        match expr {
            Expr::Int(int) => Ok(Value::Int(int)),
            Expr::Float(float) => Ok(Value::Float(float)),
            Expr::Str(text) => Ok(self.literal(file, text)),
            Expr::Interp(interp) => self.interpolate(file, interp, env),
            Expr::Path(kind, text) => self.path_literal(file, kind, file.hir.text(text)),
            Expr::Local { up, slot } => {
                let thunk = self.local(env, up, slot);
                self.force(thunk)
            }
            Expr::Global(name) => {
                let thunk = self.global(file.syms[name.index()]);
                self.force(thunk)
            }
            Expr::With(name) => self.with_variable(file.syms[name.index()], env),
            Expr::Undefined(name) => Err(Self::undefined(file, name)),
            Expr::CurPos => Ok(self.position_value(file.id, file.hir.span(id))),
            Expr::Lambda(lambda) => {
                Ok(self.heap.closure(ClosureData { file: file.id, lambda, env }))
            }
            Expr::Select(select) => self.eval_select(file, select, env),
            Expr::HasAttr(select) => self.eval_has_attr(file, select, env),
            Expr::Attrs(set) => self.eval_set(file, set, env),
            Expr::LegacyLet(set) => {
                let set = self.eval_set(file, set, env)?;
                self.select_required(set, self.names.body)
            }
            Expr::List(run) => {
                let items = file
                    .hir
                    .exprs_of(run)
                    .iter()
                    .map(|item| self.delay(file, *item, env))
                    .collect();
                Ok(self.heap.list_of(items))
            }
            Expr::Binary(operator, at) => {
                let [left, right] = file.hir.operands(at);
                self.eval_binary(file, operator, left, right, env)
            }
            Expr::Not(operand) => Ok(match self.eval_bool(file, operand, env)? {
                Ok(bool) => Value::Bool(!bool),
                Err(cause) => Value::Unknown(cause),
            }),
            Expr::Negate(operand) => {
                let operand = self.eval(file, operand, env)?;
                self.subtract(Value::Int(0), operand)
            }
            // A file with problems is refused before it is evaluated.
            _ => Err(Fault::new(FaultKind::Parse, "this expression could not be parsed")),
        }
    }

    /// An expression for later. What is already a value, or a variable, needs no new thunk.
    pub(in crate::pure) fn delay(&mut self, file: &Rc<FileData>, expr: ExprId, env: Env) -> Thunk {
        let value = match file.hir.expr(expr) {
            Expr::Local { up, slot } => return self.local(env, up, slot),
            Expr::Global(name) => return self.global(file.syms[name.index()]),
            Expr::Paren(inner) => return self.delay(file, inner, env),
            Expr::Int(int) => Value::Int(int),
            Expr::Float(float) => Value::Float(float),
            Expr::Str(text) => self.literal(file, text),
            Expr::Lambda(lambda) => self.heap.closure(ClosureData { file: file.id, lambda, env }),
            _ => return self.heap.thunk(ThunkState::Expr { file: file.id, expr, env }),
        };
        self.heap.done(value)
    }

    /// A condition: a boolean, or why it is not known.
    pub(in crate::pure) fn eval_bool(
        &mut self,
        file: &Rc<FileData>,
        expr: ExprId,
        env: Env,
    ) -> Eval<Result<bool, super::value::Unknown>> {
        match self.eval(file, expr, env)? {
            Value::Bool(bool) => Ok(Ok(bool)),
            Value::Unknown(cause) => Ok(Err(cause)),
            other => Err(self.wrong_type("a Boolean", other)),
        }
    }

    pub(in crate::pure) fn local(&self, mut env: Env, up: u32, slot: u32) -> Thunk {
        for _ in 0..up {
            env = self.heap.envs[env.index()].parent;
        }
        let start = self.heap.envs[env.index()].start;
        self.heap.slots[(start + slot) as usize]
    }

    pub(in crate::pure) fn global(&self, name: Sym) -> Thunk {
        self.globals[name.index()]
    }

    fn undefined(file: &FileData, name: NameId) -> Box<Fault> {
        let name = String::from_utf8_lossy(file.hir.name(name));
        Fault::eval(format!("undefined variable '{name}'"))
    }

    /// Looks outwards through the `with` frames. An open set may have any name, so what stands
    /// further out cannot be told.
    fn with_variable(&mut self, name: Sym, mut env: Env) -> Eval<Value> {
        while env != Env::NONE {
            let frame = self.heap.envs[env.index()];
            env = frame.parent;
            if !frame.with {
                continue;
            }
            let thunk = self.heap.slots[frame.start as usize];
            match self.force(thunk)? {
                Value::Unknown(cause) => {
                    self.assume();
                    return Ok(Value::Unknown(cause));
                }
                Value::Set(set) => {
                    let data = self.heap.set_data(set);
                    match (data.get(name), data.open) {
                        (Some(attr), _) if attr.maybe => {
                            let cause = self.join_cause();
                            return self.join_arms(
                                cause,
                                |ev| ev.force(attr.value),
                                |ev| ev.with_variable(name, env),
                            );
                        }
                        (Some(attr), _) => return self.force(attr.value),
                        (None, Some(cause)) => {
                            self.assume();
                            return Ok(Value::Unknown(cause));
                        }
                        (None, None) => {}
                    }
                }
                other => return Err(self.wrong_type("a set", other)),
            }
        }
        let name = String::from_utf8_lossy(self.heap.symbols.name(name));
        Err(Fault::eval(format!("undefined variable '{name}'")))
    }

    pub(in crate::pure) fn bind_with(&mut self, file: &Rc<FileData>, set: ExprId, env: Env) -> Env {
        let set = self.delay(file, set, env);
        let env = self.heap.env(env, true);
        self.heap.slots.push(set);
        env
    }
}

impl Env {
    /// Outside of every frame.
    pub(in crate::pure) const NONE: Self = Self(u32::MAX);
}
