//! Adding the key of a new host to a rules file of agenix, beside the keys of other hosts.

use crate::agefile::recipient;
use crate::error::Result;
use crate::flake::statement::{Edited, Text, statement};
use crate::syntax;
use crate::syntax::hir::{Entry, Expr, ExprId, Hir, SetId, Span};
use crate::syntax::spell;
use crate::tree::{RelPath, Source};

/// A set of keys, and the last host in it.
struct Keys {
    set: SetId,
    span: Span,
    last: Span,
}

/// Adds `name = "key";` to the set that gives the keys of `hosts` under their names. None where there
/// is no such set, more than one, or where it has the name already. Keys that are variables of a
/// `let` are no set: one more, that no rule names, would be dead code.
pub fn add_key(
    source: &Source,
    file: &RelPath,
    hosts: &[&str],
    name: &str,
    key: &str,
) -> Result<Option<Edited>> {
    let before = source.tree.read(file)?;
    let hir = syntax::parse(&before);
    let sets = (0..hir.len()).filter_map(|id| keys(&hir, ExprId(u32::try_from(id).ok()?), hosts));
    let [Keys { set, span, last }] = sets.collect::<Vec<_>>()[..] else { return Ok(None) };
    if bindings(&hir, set).any(|(known, ..)| known == name.as_bytes()) {
        return Ok(None);
    }
    let change = Text(&before).append(span, Some(last), &statement("", name, &spell::string(key)));
    Edited::of(file.clone(), before, &[change]).map(Some)
}

/// An expression as a set that gives keys of these hosts.
fn keys(hir: &Hir, id: ExprId, hosts: &[&str]) -> Option<Keys> {
    let Expr::Attrs(set) = hir.expr(id) else { return None };
    if hir.set(set).synthetic {
        return None;
    }
    let is_host = |name: &[u8]| hosts.iter().any(|host| host.as_bytes() == name);
    let of_hosts = bindings(hir, set)
        .filter(|(name, entry, _)| is_host(name) && is_key(hir, *entry))
        .map(|(_, _, span)| span);
    Some(Keys { set, span: hir.span(id), last: of_hosts.max_by_key(|span| span.start)? })
}

fn bindings(hir: &Hir, set: SetId) -> impl Iterator<Item = (&[u8], Entry, Span)> {
    let bindings = hir.bindings(hir.set(set).bindings).iter();
    bindings.map(|binding| (hir.name(binding.name), binding.entry, binding.name_span))
}

/// Whether the value is a public key, written out.
fn is_key(hir: &Hir, entry: Entry) -> bool {
    let Entry::Value(value) = entry else { return false };
    let Expr::Str(text) = hir.expr(value) else { return false };
    recipient::read(&String::from_utf8_lossy(hir.text(text))).flaw.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::{Change, Tree};

    const A: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIH2YWqf79zxmtaULnsjR8wSSTPu3Ag6JpmmaQLkW56vu";

    fn added(text: &str) -> Option<String> {
        let file = RelPath::new("secrets.nix").unwrap();
        let change = Change::Content(text.replace("KEY", A).into_bytes());
        let tree = Tree::embedded(&[]).with_changes([(file.clone(), change)].into()).unwrap();
        let source = Source { tree, flake_dir: RelPath::root() };
        let edited = add_key(&source, &file, &["web", "db"], "new", "age1x").unwrap()?;
        Some(String::from_utf8(edited.after).unwrap().replace(A, "KEY"))
    }

    #[test]
    fn beside_the_keys_of_other_hosts() {
        let text = "let\n  hosts = {\n    web = \"KEY\";\n    db = \"KEY\";\n  };\nin\n{ }\n";
        let after = text.replace("db = \"KEY\";\n", "db = \"KEY\";\n    new = \"age1x\";\n");
        assert_eq!(added(text), Some(after));
    }

    #[test]
    fn not_where_there_is_no_one_place_for_it() {
        for text in [
            "let\n  web = \"KEY\";\nin\n{ }\n",
            "let a = { web = \"KEY\"; }; b = { web = \"KEY\"; }; in { }",
            "let a = { web = \"KEY\"; new = \"KEY\"; }; in { }",
            "let a = { web = \"no key\"; }; in { }",
            "let a = { alex = \"KEY\"; }; in { }",
        ] {
            assert_eq!(added(text), None, "{text}");
        }
    }
}
