//! Set expressions, `let`, and `//`.

use std::rc::Rc;

use super::Evaluator;
use super::fault::{Eval, Fault};
use super::files::FileData;
use super::heap::ThunkState;
use super::unknown::merge;
use super::value::{Attr, Env, SetData, Thunk, Unknown, Value};
use crate::syntax::hir::{Binding, Entry, Set, SetId};

impl Evaluator {
    /// The frame of a `let`.
    pub(in crate::pure) fn bind_let(
        &mut self,
        file: &Rc<FileData>,
        set: SetId,
        env: Env,
    ) -> Eval<Env> {
        let set = *file.hir.set(set);
        self.bind_recursive(file, &set, env)
    }

    fn bind_recursive(&mut self, file: &Rc<FileData>, set: &Set, outer: Env) -> Eval<Env> {
        let inner = self.heap.env(outer, false);
        let sources = self.delay_sources(file, set, inner);
        for binding in file.hir.bindings(set.bindings) {
            // Never an alias of another slot: that slot may not be filled yet.
            let thunk = match binding.entry {
                Entry::Value(expr) => {
                    self.heap.thunk(ThunkState::Expr { file: file.id, expr, env: inner })
                }
                _ => self.delay_entry(file, binding, &sources, outer, inner),
            };
            self.heap.slots.push(thunk);
        }
        self.step()?;
        Ok(inner)
    }

    fn delay_sources(&mut self, file: &Rc<FileData>, set: &Set, env: Env) -> Vec<Thunk> {
        file.hir
            .exprs_of(set.sources)
            .iter()
            .map(|expr| self.heap.thunk(ThunkState::Expr { file: file.id, expr: *expr, env }))
            .collect()
    }

    fn delay_entry(
        &mut self,
        file: &Rc<FileData>,
        binding: &Binding,
        sources: &[Thunk],
        outer: Env,
        inner: Env,
    ) -> Thunk {
        match binding.entry {
            Entry::Value(expr) => self.delay(file, expr, inner),
            Entry::Inherit(expr) => self.delay(file, expr, outer),
            Entry::InheritFrom(source) => {
                let name = file.syms[binding.name.index()];
                let set = sources[source as usize];
                self.heap.thunk(ThunkState::Select { set, name })
            }
        }
    }

    pub(in crate::pure) fn eval_set(
        &mut self,
        file: &Rc<FileData>,
        set: SetId,
        outer: Env,
    ) -> Eval<Value> {
        let set = *file.hir.set(set);
        let bindings = file.hir.bindings(set.bindings);
        let mut attrs = Vec::with_capacity(bindings.len());
        let inner = if set.recursive { self.bind_recursive(file, &set, outer)? } else { outer };
        let sources =
            if set.recursive { Vec::new() } else { self.delay_sources(file, &set, outer) };
        for (at, binding) in bindings.iter().enumerate() {
            let value = if set.recursive {
                self.heap.slots[self.heap.envs[inner.index()].start as usize + at]
            } else {
                self.delay_entry(file, binding, &sources, outer, inner)
            };
            attrs.push(Attr {
                name: file.syms[binding.name.index()],
                value,
                pos: file.binding_number(set.bindings.start + u32::try_from(at).unwrap_or(0)),
                maybe: false,
            });
        }
        let mut open = None;
        if set.recursive {
            open = self.apply_overrides(&mut attrs, inner)?;
        }
        if !set.dynamics.is_empty() {
            open = self.add_dynamics(file, &set, inner, &mut attrs)?.or(open);
        }
        Ok(self.heap.set(attrs, open))
    }

    /// The old `__overrides` of `rec { }`: replaces entries for the others to see. Says why there
    /// may be more, where the overrides are not all known.
    fn apply_overrides(&mut self, attrs: &mut Vec<Attr>, inner: Env) -> Eval<Option<Unknown>> {
        let overrides = self.names.overrides;
        let Some(found) = attrs.iter().find(|attr| attr.name == overrides) else {
            return Ok(None);
        };
        let overrides = match self.force(found.value)? {
            Value::Set(set) => self.heap.set_data(set),
            Value::Unknown(cause) => SetData { open: Some(cause), ..SetData::default() }.into(),
            other => return Err(self.wrong_type("a set", other)),
        };
        let start = self.heap.envs[inner.index()].start as usize;
        if let Some(cause) = overrides.open {
            // Any entry may be replaced.
            for (at, attr) in attrs.iter_mut().enumerate() {
                attr.value = self.heap.done(Value::Unknown(cause));
                self.heap.slots[start + at] = attr.value;
            }
        }
        for new in &overrides.attrs {
            match attrs.iter().position(|attr| attr.name == new.name) {
                Some(at) => {
                    let old = attrs[at].value;
                    let value =
                        if new.maybe { self.join_thunks(old, new.value) } else { new.value };
                    self.heap.slots[start + at] = value;
                    attrs[at] = Attr { value, maybe: false, ..*new };
                }
                None => attrs.push(*new),
            }
        }
        Ok(overrides.open)
    }

    /// Adds `${name} = value` entries; an unknown name opens the set.
    fn add_dynamics(
        &mut self,
        file: &Rc<FileData>,
        set: &Set,
        env: Env,
        attrs: &mut Vec<Attr>,
    ) -> Eval<Option<Unknown>> {
        let mut open = None;
        for dynamic in file.hir.dynamics(set.dynamics) {
            let name = match self.eval(file, dynamic.name, env)? {
                Value::Null => continue,
                Value::Unknown(cause) => {
                    self.assume();
                    open = Some(cause);
                    continue;
                }
                Value::Str(str) => {
                    let bytes = Rc::clone(&self.heap.string(str).bytes);
                    self.heap.symbols.intern(&bytes)
                }
                other => return Err(self.wrong_type("a string", other)),
            };
            if attrs.iter().any(|attr| attr.name == name) {
                let name = String::from_utf8_lossy(self.heap.symbols.name(name));
                return Err(Fault::eval(format!("dynamic attribute '{name}' already defined")));
            }
            let value = self.delay(file, dynamic.value, env);
            attrs.push(Attr { name, value, pos: 0, maybe: false });
        }
        Ok(open)
    }

    /// `left // right`
    pub(in crate::pure) fn update(&mut self, left: Value, right: Value) -> Eval<Value> {
        match (left, right) {
            (Value::Set(a), Value::Set(b)) => {
                let (a, b) = (self.heap.set_data(a), self.heap.set_data(b));
                if a.open.is_none() && a.attrs.is_empty() {
                    return Ok(right);
                }
                if b.open.is_none() && b.attrs.is_empty() {
                    return Ok(left);
                }
                let mut attrs = Vec::with_capacity(a.attrs.len() + b.attrs.len());
                merge(&a.attrs, &b.attrs, |x, y| {
                    attrs.extend(self.overlay(x, y, (a.open, b.open)));
                });
                Ok(self.heap.sorted_set(attrs, a.open.or(b.open)))
            }
            (Value::Set(a), Value::Unknown(cause)) => {
                self.assume();
                let a = self.heap.set_data(a);
                let attrs = a
                    .attrs
                    .iter()
                    .filter_map(|x| self.overlay(Some(x), None, (a.open, Some(cause))));
                let attrs = attrs.collect();
                Ok(self.heap.sorted_set(attrs, Some(cause)))
            }
            (Value::Unknown(cause), Value::Set(b)) => {
                self.assume();
                let b = self.heap.set_data(b);
                let attrs = b.attrs.iter();
                let attrs =
                    attrs.filter_map(|y| self.overlay(None, Some(y), (Some(cause), b.open)));
                let attrs = attrs.collect();
                Ok(self.heap.sorted_set(attrs, Some(cause)))
            }
            (Value::Unknown(_), Value::Unknown(_)) => Ok(left),
            (Value::Set(_) | Value::Unknown(_), other) | (other, _) => {
                Err(self.wrong_type("a set", other))
            }
        }
    }

    /// One name of `left // right`, each open for the cause given.
    fn overlay(
        &mut self,
        left: Option<&Attr>,
        right: Option<&Attr>,
        (left_open, right_open): (Option<Unknown>, Option<Unknown>),
    ) -> Option<Attr> {
        match (left, right, left_open, right_open) {
            (Some(x), Some(y), ..) if y.maybe => {
                Some(Attr { value: self.join_thunks(x.value, y.value), maybe: x.maybe, ..*y })
            }
            (None, Some(y), Some(cause), _) if y.maybe => {
                Some(Attr { value: self.heap.done(Value::Unknown(cause)), ..*y })
            }
            (_, Some(y), ..) => Some(*y),
            (Some(x), None, _, Some(cause)) => {
                Some(Attr { value: self.heap.done(Value::Unknown(cause)), ..*x })
            }
            (Some(x), None, _, None) => Some(*x),
            (None, None, ..) => None,
        }
    }

    /// A set of the given attributes, for results of builtins.
    pub(in crate::pure) fn set_of<const N: usize>(&mut self, attrs: [(&str, Value); N]) -> Value {
        let attrs = attrs.into_iter().map(|(name, value)| self.heap.attr(name, value)).collect();
        self.heap.set(attrs, None)
    }
}
