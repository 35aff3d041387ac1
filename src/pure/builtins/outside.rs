//! Builtins that ask the store, the network or the machine: nobody knows their answers here.

use super::{Builtin, builtin};
use crate::pure::Evaluator;
use crate::pure::fault::Eval;
use crate::pure::heap::Heap;
use crate::pure::unknown::UnknownData;
use crate::pure::value::{Thunk, Unknown, Value};

/// An unknown value, before there is an evaluator.
pub(super) fn unknown(heap: &mut Heap, reason: &str) -> Value {
    let id = u32::try_from(heap.unknowns.len()).unwrap_or(u32::MAX);
    heap.unknowns.push(UnknownData {
        reason: reason.to_owned(),
        at: None,
        below: None,
        outside: false,
        bystander: None,
    });
    Value::Unknown(Unknown(id))
}

macro_rules! outside {
    ($($name:literal $arity:literal $reason:literal),* $(,)?) => {
        vec![$(builtin($name, $arity, |ev, _| {
            ev.assume();
            Ok(ev.unknown(concat!("`", $name, "` ", $reason)))
        })),*]
    };
}

pub(super) fn table() -> Vec<Builtin> {
    let mut table = outside![
        "derivationStrict" 1 "makes a derivation",
        "fetchClosure" 1 "asks the network",
        "fetchGit" 1 "asks the network",
        "fetchMercurial" 1 "asks the network",
        "fetchTarball" 1 "asks the network",
        "fetchTree" 1 "asks the network",
        "fetchurl" 1 "asks the network",
        "filterSource" 2 "copies to the store",
        "getFlake" 1 "asks the network",
        "outputOf" 2 "works on derivations",
        "path" 1 "copies to the store",
        "storePath" 1 "asks the store",
        "toFile" 2 "writes to the store",
    ];
    table.push(builtin("derivation", 1, derivation));
    table.push(builtin("getEnv", 1, get_env));
    table
}

/// What a derivation looks like from outside; its paths are Unknown.
const DERIVATION: &str = include_str!("../known/derivation.nix");

fn derivation(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    let function = ev.eval_own_text("derivation.nix", DERIVATION)?;
    ev.call(function, args[0])
}

/// Pure evaluation sees no environment.
fn get_env(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    if let Err(cause) = ev.force_str(args[0])? {
        return Ok(Value::Unknown(cause));
    }
    if ev.options.pure_mode {
        return Ok(ev.heap.str(*b""));
    }
    Ok(ev.unknown("the environment of this machine"))
}
