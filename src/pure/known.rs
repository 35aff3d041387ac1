//! Libraries known by their upstream, in Nix text of nixward's own.
//!
//! Each text is a function of `{ unknown }` that gives the library's `outputs` function. What a
//! text does not have is Unknown, since its sets are made open by `unknown`.

use super::value::Thunk;
use super::{Eval, Evaluator};

/// Upstream (in small letters) and text.
const TEXTS: &[(&str, &str)] = &[("github:nixos/nixpkgs", include_str!("known/nixpkgs.nix"))];

/// The `outputs` function of an upstream such as `github:nixos/nixpkgs`, where it is known.
///
/// # Errors
/// A limit.
pub fn outputs(ev: &mut Evaluator, upstream: &str) -> Eval<Option<Thunk>> {
    let Some((label, text)) = TEXTS.iter().find(|(known, _)| *known == upstream) else {
        return Ok(None);
    };
    let function = ev.eval_own_text(label, text)?;
    let unknown = ev.unknown_outside(format!("a part of {upstream} that is not known here"));
    let argument = ev.heap.attr("unknown", unknown);
    let argument = ev.heap.set(vec![argument], None);
    let argument = ev.heap.done(argument);
    let outputs = ev.call(function, argument)?;
    Ok(Some(ev.heap.done(outputs)))
}
