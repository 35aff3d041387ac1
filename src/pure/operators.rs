//! Operators.

use std::rc::Rc;

use super::Evaluator;
use super::coerce::{Coercion, type_phrase};
use super::fault::{Eval, Fault};
use super::files::FileData;
use super::path::PathData;
use super::value::{Env, ListData, Thunk, Value};
use crate::syntax::hir::{BinOp, ExprId};

impl Evaluator {
    pub(in crate::pure) fn eval_binary(
        &mut self,
        file: &Rc<FileData>,
        operator: BinOp,
        left: ExprId,
        right: ExprId,
        env: Env,
    ) -> Eval<Value> {
        match operator {
            BinOp::And => self.short_circuit(file, left, right, env, false, false),
            BinOp::Or => self.short_circuit(file, left, right, env, true, true),
            BinOp::Implies => self.short_circuit(file, left, right, env, false, true),
            BinOp::PipeRight | BinOp::PipeLeft => {
                let (function, argument) =
                    if operator == BinOp::PipeLeft { (left, right) } else { (right, left) };
                let function = self.eval(file, function, env)?;
                let argument = self.delay(file, argument, env);
                self.call(function, argument)
            }
            BinOp::Equal | BinOp::NotEqual => {
                // A variable compared with itself is the same value, functions included.
                let a = self.delay(file, left, env);
                let b = self.delay(file, right, env);
                let (a, b) = (self.force(a)?, self.force(b)?);
                Ok(match self.equal(a, b)? {
                    Ok(equal) => Value::Bool(equal == (operator == BinOp::Equal)),
                    Err(cause) => {
                        self.assume();
                        Value::Unknown(cause)
                    }
                })
            }
            BinOp::Add => {
                let a = self.eval(file, left, env)?;
                self.add(a, |ev| ev.eval(file, right, env))
            }
            _ => {
                let a = self.eval(file, left, env)?;
                let b = self.eval(file, right, env)?;
                self.binary(operator, a, b)
            }
        }
    }

    /// `&&`, `||`, `->`: where the left side is `decides`, the result is `result`; otherwise it is
    /// the right side.
    fn short_circuit(
        &mut self,
        file: &Rc<FileData>,
        left: ExprId,
        right: ExprId,
        env: Env,
        decides: bool,
        result: bool,
    ) -> Eval<Value> {
        match self.eval_bool(file, left, env)? {
            Err(cause) => {
                self.assume();
                Ok(Value::Unknown(cause))
            }
            Ok(left) if left == decides => Ok(Value::Bool(result)),
            Ok(_) => Ok(match self.eval_bool(file, right, env)? {
                Ok(right) => Value::Bool(right),
                Err(cause) => Value::Unknown(cause),
            }),
        }
    }

    fn binary(&mut self, operator: BinOp, a: Value, b: Value) -> Eval<Value> {
        match operator {
            BinOp::Sub => self.subtract(a, b),
            BinOp::Mul => self.arithmetic(a, b, "multiplying", i64::checked_mul, |x, y| x * y),
            BinOp::Div => self.divide(a, b),
            BinOp::Concat => self.concat(a, b),
            BinOp::Update => self.update(a, b),
            BinOp::Less => self.less_value(a, b, false),
            BinOp::Greater => self.less_value(b, a, false),
            BinOp::LessOrEqual => self.less_value(b, a, true),
            BinOp::GreaterOrEqual => self.less_value(a, b, true),
            _ => Err(Fault::eval("this operator takes no values")),
        }
    }

    /// `a < b`, or its negation.
    fn less_value(&mut self, a: Value, b: Value, negate: bool) -> Eval<Value> {
        Ok(match self.less(a, b)? {
            Ok(less) => Value::Bool(less != negate),
            Err(cause) => {
                self.assume();
                Value::Unknown(cause)
            }
        })
    }

    /// `a + b` for numbers.
    pub(in crate::pure) fn arithmetic(
        &mut self,
        a: Value,
        b: Value,
        verb: &str,
        ints: fn(i64, i64) -> Option<i64>,
        floats: fn(f64, f64) -> f64,
    ) -> Eval<Value> {
        #[expect(clippy::cast_precision_loss, reason = "Nix converts integers the same way")]
        Ok(match (a, b) {
            (Value::Unknown(_), _) => {
                self.assume();
                a
            }
            (_, Value::Unknown(_)) => {
                self.assume();
                b
            }
            (Value::Int(x), Value::Int(y)) => match ints(x, y) {
                Some(int) => Value::Int(int),
                None => {
                    return Err(Fault::eval(format!("integer overflow in {verb} {x} and {y}")));
                }
            },
            (Value::Float(x), Value::Float(y)) => Value::Float(floats(x, y)),
            (Value::Int(x), Value::Float(y)) => Value::Float(floats(x as f64, y)),
            (Value::Float(x), Value::Int(y)) => Value::Float(floats(x, y as f64)),
            (Value::Int(_) | Value::Float(_), other) | (other, _) => {
                return Err(Fault::eval(format!(
                    "expected a number but found {}",
                    type_phrase(other)
                )));
            }
        })
    }

    pub(in crate::pure) fn subtract(&mut self, a: Value, b: Value) -> Eval<Value> {
        self.arithmetic(a, b, "subtracting", i64::checked_sub, |x, y| x - y)
    }

    pub(in crate::pure) fn divide(&mut self, a: Value, b: Value) -> Eval<Value> {
        let zero = match b {
            Value::Int(int) => int == 0,
            Value::Float(float) => float == 0.0,
            _ => false,
        };
        if zero && matches!(a, Value::Int(_) | Value::Float(_) | Value::Unknown(_)) {
            return Err(Fault::eval("division by zero"));
        }
        self.arithmetic(a, b, "dividing", i64::checked_div, |x, y| x / y)
    }

    /// `a + b`: numbers, paths, or strings, as the left side says; it must convert before the
    /// right side is computed.
    fn add(&mut self, a: Value, b: impl FnOnce(&mut Self) -> Eval<Value>) -> Eval<Value> {
        match a {
            Value::Int(_) | Value::Float(_) => {
                let b = b(self)?;
                self.arithmetic(a, b, "adding", i64::checked_add, |x, y| x + y)
            }
            Value::Unknown(_) => Ok(a),
            Value::Path(path) => {
                let path = self.heap.path_data(path).clone();
                let b = b(self)?;
                self.extend_path(&path, b)
            }
            _ => {
                let left = self.coerce(a, Coercion::Interpolate)?;
                let b = b(self)?;
                let right = self.coerce(b, Coercion::Interpolate)?;
                let sum = match (left, right) {
                    (Ok((left, from_left)), Ok((right, from_right))) => {
                        self.reserve(left.len() + right.len())?;
                        let context = self.heap.union_contexts(from_left, from_right);
                        Ok(([&*left, &*right].concat().into(), context))
                    }
                    (Err(cause), _) | (_, Err(cause)) => Err(cause),
                };
                Ok(self.text_value(sum))
            }
        }
    }

    /// `path + string`
    fn extend_path(&mut self, path: &PathData, more: Value) -> Eval<Value> {
        if let Ok((text, _)) = self.coerce(more, Coercion::KeepPath)? {
            self.append_to_path(path, &text)
        } else {
            self.assume();
            let below = Some(path.clone());
            Ok(Value::Unknown(self.unknown_cause("a path that is only partly known", below)))
        }
    }

    /// `a ++ b`
    pub(in crate::pure) fn concat(&mut self, a: Value, b: Value) -> Eval<Value> {
        match (a, b) {
            (Value::List(x), Value::List(y)) => {
                let (x, y) = (self.heap.list_data(x), self.heap.list_data(y));
                if x.is_exact() && x.items.is_empty() {
                    return Ok(b);
                }
                if y.is_exact() && y.items.is_empty() {
                    return Ok(a);
                }
                self.reserve((x.items.len() + y.items.len()) * ITEM)?;
                let joined = concat_lists(&[&x, &y]);
                Ok(self.heap.list(joined))
            }
            (Value::List(list), Value::Unknown(cause))
            | (Value::Unknown(cause), Value::List(list)) => {
                self.assume();
                let data = self.heap.list_data(list);
                Ok(self.heap.list(ListData { open: Some(cause), ..(*data).clone() }))
            }
            (Value::Unknown(_), Value::Unknown(_)) => Ok(a),
            (Value::List(_) | Value::Unknown(_), other) | (other, _) => {
                Err(self.wrong_type("a list", other))
            }
        }
    }
}

/// Bytes that an item takes in a list, its mark of doubt included.
pub(in crate::pure) const ITEM: usize = size_of::<Thunk>() + 1;

/// The items of all lists in order.
pub(in crate::pure) fn concat_lists(lists: &[&ListData]) -> ListData {
    let items: Box<[Thunk]> = lists.iter().flat_map(|list| list.items.iter().copied()).collect();
    let doubtful = lists.iter().any(|list| list.maybe.is_some());
    let maybe = doubtful.then(|| {
        lists.iter().flat_map(|list| (0..list.items.len()).map(|at| list.is_maybe(at))).collect()
    });
    let open = lists.iter().find_map(|list| list.open);
    ListData { items, maybe, open }
}
