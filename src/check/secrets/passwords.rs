//! Passwords and their hashes in Nix files.

use crate::check::input::File;
use crate::syntax::hir::{Binding, Entry, Expr, ExprId, Hir, Span};

/// A password.
pub(in crate::check) struct Password {
    /// Where its value stands.
    pub(in crate::check) span: Span,
    /// How it stands there.
    pub(in crate::check) what: What,
}

/// See [`Password`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::check) enum What {
    /// In plain text.
    Plain,
    /// In plain text, to be changed by its user.
    First,
    /// As a hash.
    Hash,
}

/// In the name of every attribute that is looked at.
const MARK: &[u8] = b"assword";

/// How hashes begin that crypt(5) knows, with letters that they have at least.
const HASHES: &[(&str, usize)] = &[
    ("$1$", 26),
    ("$2a$", 60),
    ("$2b$", 60),
    ("$2y$", 60),
    ("$5$", 47),
    ("$6$", 90),
    ("$7$", 50),
    ("$gy$", 50),
    ("$y$", 50),
];

/// The passwords of users that a file writes out.
pub(in crate::check) fn of(file: &File<'_>) -> Vec<Password> {
    if memchr::memmem::find(file.text, MARK).is_none() {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut open = vec![(file.hir.root(), Inside::Nothing)];
    while let Some((id, inside)) = open.pop() {
        match file.hir.expr(id) {
            Expr::Attrs(set) => {
                let set = file.hir.set(set);
                let bindings = file.hir.bindings(set.bindings);
                let inside = if is_machine(file.hir, bindings) { Inside::Trial } else { inside };
                for binding in bindings {
                    found.extend(password(file.hir, binding, inside));
                    if let Entry::Value(value) = binding.entry {
                        open.push((value, inside.enter(file.hir.name(binding.name))));
                    }
                }
                let dynamics = file.hir.dynamics(set.dynamics).iter();
                open.extend(dynamics.map(|dynamic| (dynamic.value, inside.enter(b""))));
            }
            _ => file.hir.each_child(id, |child, _| open.push((child, inside))),
        }
    }
    found.sort_by_key(|password| password.span);
    found
}

/// Whether a set is the configuration of a machine that is only tried out: it sets what only QEMU
/// machines have (nixos/modules/virtualisation/qemu-vm.nix).
fn is_machine(hir: &Hir, bindings: &[Binding]) -> bool {
    let sets = bindings.iter().filter(|binding| hir.name(binding.name) == b"virtualisation");
    sets.filter_map(|binding| match binding.entry {
        Entry::Value(value) => Some(hir.expr(value)),
        Entry::Inherit(_) | Entry::InheritFrom(_) => None,
    })
    .any(|value| {
        let Expr::Attrs(set) = value else { return false };
        let mut options = hir.bindings(hir.set(set).bindings).iter();
        options.any(|option| hir.name(option.name) == b"qemu")
    })
}

/// How far a place lies in `users.users.<name>`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Nothing,
    Users,
    AllUsers,
    User,
    /// A machine that is only tried out.
    Trial,
}

impl Inside {
    fn enter(self, name: &[u8]) -> Self {
        match (self, name) {
            (Self::Trial, _) => Self::Trial,
            (_, b"vmVariant" | b"vmVariantWithBootLoader") => Self::Trial,
            (Self::Users, b"users" | b"extraUsers") => Self::AllUsers,
            (Self::AllUsers, _) => Self::User,
            (_, b"users") => Self::Users,
            _ => Self::Nothing,
        }
    }
}

fn password(hir: &Hir, binding: &Binding, inside: Inside) -> Option<Password> {
    let Entry::Value(value) = binding.entry else { return None };
    if inside == Inside::Trial {
        return None;
    }
    let value = hir.inside_parens(value);
    let text = literal(hir, value)?;
    let what = match hir.name(binding.name) {
        b"hashedPassword" | b"initialHashedPassword" => is_hash(text).then_some(What::Hash),
        b"password" if inside == Inside::User => (!text.is_empty()).then_some(What::Plain),
        b"initialPassword" if inside == Inside::User => (!text.is_empty()).then_some(What::First),
        _ => None,
    }?;
    Some(Password { span: hir.span(value), what })
}

fn literal(hir: &Hir, id: ExprId) -> Option<&str> {
    let Expr::Str(text) = hir.expr(id) else { return None };
    std::str::from_utf8(hir.text(text)).ok()
}

fn is_hash(text: &str) -> bool {
    let is_letter = |char: char| char.is_ascii_alphanumeric() || "./$=,+-".contains(char);
    HASHES.iter().any(|(start, least)| text.starts_with(start) && text.len() >= *least)
        && text.chars().all(is_letter)
}
