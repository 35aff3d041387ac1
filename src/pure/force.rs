//! Computing thunks.

use std::rc::Rc;

use super::Evaluator;
use super::fault::{Eval, Fault, FaultKind};
use super::heap::ThunkState;
use super::value::{Sym, Thunk, Value};

impl Evaluator {
    /// The value of a thunk, computed at most once.
    ///
    /// # Errors
    /// A fault leaves the thunk as it was, so that a limit never sticks to it.
    pub fn force(&mut self, thunk: Thunk) -> Eval<Value> {
        let state = self.heap.thunks[thunk.index()];
        match state {
            ThunkState::Done { value, assumed } => {
                self.assumed |= assumed;
                Ok(self.seen(value))
            }
            ThunkState::Busy => {
                Err(Fault::new(FaultKind::InfiniteRecursion, "infinite recursion encountered"))
            }
            _ => {
                self.heap.thunks[thunk.index()] = ThunkState::Busy;
                let outer = std::mem::replace(&mut self.assumed, false);
                let current = self.current;
                let result = self.compute(state);
                self.current = current;
                let result = result.map(|value| self.seen(value));
                let assumed = self.assumed;
                self.heap.thunks[thunk.index()] = match &result {
                    Ok(value) => ThunkState::Done { value: *value, assumed },
                    Err(_) => state,
                };
                self.assumed = outer | assumed;
                result
            }
        }
    }

    /// Whoever needs an unknown value takes it that computing it does not fault.
    pub(in crate::pure) fn seen(&mut self, value: Value) -> Value {
        if let Value::Unknown(_) = value {
            self.assume();
        }
        value
    }

    fn compute(&mut self, state: ThunkState) -> Eval<Value> {
        match state {
            ThunkState::Expr { file, expr, env } => {
                let file = Rc::clone(&self.files[file.index()]);
                self.eval(&file, expr, env)
            }
            ThunkState::Apply { function, argument } => self.nested(|ev| {
                let function = ev.force(function)?;
                ev.call(function, argument)
            }),
            ThunkState::Apply2 { function, first, second } => self.nested(|ev| {
                let function = ev.force(function)?;
                ev.call2(function, first, second)
            }),
            ThunkState::Select { set, name } => self.nested(|ev| {
                let set = ev.force(set)?;
                ev.select_required(set, name)
            }),
            ThunkState::Join(a, b) => self.nested(|ev| ev.force_join(a, b)),
            ThunkState::Done { value, .. } => Ok(value),
            ThunkState::Busy => {
                Err(Fault::new(FaultKind::InfiniteRecursion, "infinite recursion encountered"))
            }
        }
    }

    /// Runs `work` one level deeper.
    pub(in crate::pure) fn nested<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Eval<T>,
    ) -> Eval<T> {
        self.enter()?;
        let result = self.step().and_then(|()| work(self));
        self.leave();
        result
    }

    fn force_join(&mut self, a: Thunk, b: Thunk) -> Eval<Value> {
        let cause = self.join_cause();
        self.join_arms(cause, |ev| ev.force(a), |ev| ev.force(b))
    }

    /// `set.name`, where the attribute must be there.
    pub(in crate::pure) fn select_required(&mut self, set: Value, name: Sym) -> Eval<Value> {
        match set {
            Value::Unknown(_) => {
                self.assume();
                Ok(set)
            }
            Value::Set(set) => {
                let data = self.heap.set_data(set);
                match (data.get(name), data.open) {
                    (Some(attr), _) => {
                        if attr.maybe {
                            self.assume();
                        }
                        self.force(attr.value)
                    }
                    (None, Some(cause)) => {
                        self.assume();
                        Ok(Value::Unknown(cause))
                    }
                    (None, None) => Err(self.missing(name)),
                }
            }
            other => Err(self.wrong_type("a set", other)),
        }
    }

    pub(in crate::pure) fn missing(&self, name: Sym) -> Box<Fault> {
        let name = String::from_utf8_lossy(self.heap.symbols.name(name));
        Fault::eval(format!("attribute '{name}' missing"))
    }

    /// Forces a thunk and everything inside it, as `deepSeq` does.
    ///
    /// # Errors
    /// The first fault met.
    pub fn force_deep(&mut self, thunk: Thunk) -> Eval<Value> {
        let mut seen = rustc_hash::FxHashSet::default();
        self.deepen(thunk, &mut seen)
    }

    fn deepen(&mut self, thunk: Thunk, seen: &mut rustc_hash::FxHashSet<Thunk>) -> Eval<Value> {
        let value = self.force(thunk)?;
        if !seen.insert(thunk) {
            return Ok(value);
        }
        match value {
            Value::List(list) => {
                let data = self.heap.list_data(list);
                for (at, item) in data.items.iter().enumerate() {
                    let result = self.nested(|ev| ev.deepen(*item, seen));
                    self.unless_maybe(data.is_maybe(at), result)?;
                }
            }
            Value::Set(set) => {
                let data = self.heap.set_data(set);
                for attr in &data.attrs {
                    let result = self.nested(|ev| ev.deepen(attr.value, seen));
                    self.unless_maybe(attr.maybe, result)?;
                }
            }
            Value::Unknown(_) => self.assume(),
            _ => {}
        }
        Ok(value)
    }

    /// A fault of something that may be absent is no fault of the whole.
    fn unless_maybe(&mut self, maybe: bool, result: Eval<Value>) -> Eval<()> {
        match result {
            Err(fault) if maybe && !fault.is_limit() => {
                self.assume();
                Ok(())
            }
            other => other.map(|_| ()),
        }
    }
}
