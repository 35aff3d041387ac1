//! The builtins: one table, one file per subject.
//!
//! Arguments come unevaluated. Whatever needs the store, the network or the machine gives Unknown.

mod args;
mod closure;
mod context;
mod control;
mod files;
mod flake_refs;
mod hash;
mod json;
mod lists;
mod math;
mod outside;
mod paths;
mod regex;
mod search;
mod sets;
mod sort;
mod strings;
mod toml;
mod types;
mod version;
mod xml;

use std::sync::LazyLock;

pub(in crate::pure) use self::lists::force_list;
pub(in crate::pure) use self::regex::Regexes;
use super::fault::Eval;
use super::heap::Heap;
use super::value::{Attr, Thunk, Value};
use super::{Evaluator, Options};
use crate::syntax::globals::GLOBALS;

/// A function of the language.
pub struct Builtin {
    /// Its name in `builtins`.
    pub name: &'static str,
    /// How many arguments it takes.
    pub arity: u8,
    /// What it does; gets exactly `arity` arguments.
    pub run: fn(&mut Evaluator, &[Thunk]) -> Eval<Value>,
}

/// Shorthand for the tables.
pub(in crate::pure) const fn builtin(
    name: &'static str,
    arity: u8,
    run: fn(&mut Evaluator, &[Thunk]) -> Eval<Value>,
) -> Builtin {
    Builtin { name, arity, run }
}

/// All builtins; a [`Value::Builtin`] is a position here.
pub static BUILTINS: LazyLock<Vec<Builtin>> = LazyLock::new(|| {
    [
        closure::table(),
        context::table(),
        control::table(),
        files::table(),
        flake_refs::table(),
        hash::table(),
        json::table(),
        lists::table(),
        math::table(),
        outside::table(),
        paths::table(),
        regex::table(),
        search::table(),
        sets::table(),
        sort::table(),
        strings::table(),
        toml::table(),
        types::table(),
        version::table(),
        xml::table(),
        super::known::primitives(),
    ]
    .into_iter()
    .flatten()
    .collect()
});

/// Builtins that are there only for users who have enabled an experimental feature.
const EXPERIMENTAL: &[&str] = &["fetchClosure", "outputOf"];

/// Builtins that take no argument.
fn constants(heap: &mut Heap, options: &Options) -> Vec<(&'static str, Value)> {
    let store = heap.str(*b"/nix/store");
    let mut constants = vec![
        ("true", Value::Bool(true)),
        ("false", Value::Bool(false)),
        ("null", Value::Null),
        ("langVersion", Value::Int(6)),
        ("storeDir", store),
    ];
    let version = match &options.nix_version {
        Some(version) => heap.str(version.as_bytes()),
        None => outside::unknown(heap, "the version of Nix"),
    };
    constants.push(("nixVersion", version));
    if options.pure_mode {
        let empty = heap.list_of(Vec::new());
        constants.push(("nixPath", empty));
    } else {
        constants.push(("nixPath", outside::unknown(heap, "NIX_PATH")));
        constants.push(("currentSystem", outside::unknown(heap, "the system of this machine")));
        constants.push(("currentTime", outside::unknown(heap, "the time")));
    }
    constants
}

/// Fills the heap with the global scope: the result has one thunk per name of [`GLOBALS`], whose
/// symbols are its positions.
pub(in crate::pure) fn install(heap: &mut Heap, options: &Options) -> Vec<Thunk> {
    for global in GLOBALS {
        heap.symbols.intern(global.as_bytes());
    }
    let mut attrs: Vec<Attr> = Vec::new();
    for (name, value) in constants(heap, options) {
        attrs.push(heap.attr(name, value));
    }
    for (at, builtin) in BUILTINS.iter().enumerate() {
        if builtin.name.starts_with(super::known::PREFIX) {
            continue;
        }
        if let Ok(at) = u16::try_from(at) {
            let attr = heap.attr(builtin.name, Value::Builtin(at));
            let maybe = EXPERIMENTAL.contains(&builtin.name);
            attrs.push(Attr { maybe, ..attr });
        }
    }
    let this = heap.done(Value::Null);
    let name = heap.symbols.intern(b"builtins");
    attrs.push(Attr { name, value: this, pos: 0, maybe: false });
    attrs.sort_by_key(|attr| attr.name);
    let all = heap.sorted_set(attrs.clone(), None);
    heap.thunks[this.index()] = super::heap::ThunkState::Done { value: all, assumed: false };
    let absent = outside::unknown(heap, "a builtin of impure evaluation");
    let absent = heap.done(absent);
    GLOBALS
        .iter()
        .map(|global| {
            let name = heap.symbols.intern(global.trim_start_matches("__").as_bytes());
            match attrs.binary_search_by_key(&name, |attr| attr.name) {
                Ok(at) => attrs[at].value,
                Err(_) => absent,
            }
        })
        .collect()
}
