//! What a rule is.

use super::input::{File, Flake, Fleet, Hosts, Placed, Rotating, Run, Secrets, Text, Whole};
use super::known::Known;
use super::sink::Sink;
use crate::flake::hosts::Discovery;
use crate::flake::lock::{Lock, Reading};
use crate::model::finding::Severity;
use crate::model::fleet;
use crate::model::rendered::Rendered;
use crate::model::secrets::SecretMatrix;
use crate::syntax::hir::{Expr, ExprId};

/// One thing that `check` looks for.
pub struct Rule {
    /// `NW` and three digits; the first names the area.
    pub code: &'static str,
    /// A few words with hyphens, the same as in the file's name.
    pub name: &'static str,
    /// How much it matters, unless configured otherwise.
    pub severity: Severity,
    /// One line, no full stop.
    pub summary: &'static str,
    /// The text of `nixward explain`.
    pub explain: Explain,
    /// Looks for it.
    pub check: Check,
}

/// Why a rule exists, in Markdown.
pub struct Explain {
    /// What it finds, and what it leaves alone.
    pub what: &'static str,
    /// Why that is bad.
    pub why: &'static str,
    /// Nix (or JSON) that it finds.
    pub example: &'static str,
    /// The same as it should be.
    pub instead: &'static str,
}

/// How far a rule looks, and its code.
pub enum Check {
    /// Once for each Nix file, over its text alone.
    File(fn(&File, &mut Sink)),
    /// Once for each text file, Nix or not, over the keys and tokens in it.
    Text(fn(&Text, &mut Sink)),
    /// For each expression of these kinds in each Nix file, over its text alone.
    Expr(&'static [ExprKind], fn(&File, ExprId, &mut Sink)),
    /// Once for each Nix file, over what it says and what stands beside it.
    Placed(fn(&Placed, &mut Sink)),
    /// Once, over all files together.
    Whole(fn(&Whole, &mut Sink)),
    /// Once, over `flake.nix` and whatever lock there is.
    Flake(fn(&Flake, &mut Sink)),
    /// Once, over what could be read of the lock, and what not.
    LockText(fn(&Flake, &Reading, &mut Sink)),
    /// Once, over `flake.nix` and a lock that could be read.
    Lock(fn(&Flake, &Lock, &mut Sink)),
    /// Once, over an inventory, mistakes or not.
    Inventory(fn(&Fleet, &mut Sink)),
    /// Once, over an inventory without mistakes.
    Fleet(fn(&Fleet, &fleet::Fleet, &mut Sink)),
    /// Once, over an inventory without mistakes and the hosts, where all their names are known.
    FleetHosts(fn(&Fleet, &fleet::Fleet, &Discovery, &mut Sink)),
    /// Once, over the hosts that are known.
    Hosts(fn(&Hosts, &mut Sink)),
    /// Once, over the hosts, where it is known of all what they are made of.
    AllHosts(fn(&Hosts, &mut Sink)),
    /// Once, over the secrets.
    Secrets(fn(&Secrets, &mut Sink)),
    /// Once, over what rules of secrets say of rotation.
    Rotations(fn(&Rotating, &mut Sink)),
    /// Once, over the secrets and the hosts, where the inventory has keys of hosts.
    HostKeys(fn(&Secrets, &Discovery, &mut Sink)),
    /// Once, over what was rendered, where something was.
    Rendered(fn(&Rendered, &mut Sink)),
    /// Once, over that and the hosts, where it is known of all what they are made of.
    RenderedHosts(fn(&Rendered, &Discovery, &mut Sink)),
    /// Once, over the hosts that were evaluated.
    Known(fn(&Known, &mut Sink)),
    /// Once, over the hosts that were evaluated and an inventory without mistakes.
    KnownFleet(fn(&Known, &fleet::Fleet, &mut Sink)),
    /// Once, over the hosts that were evaluated, the sizes of their closures and an inventory.
    KnownClosures(fn(&Known, &fleet::Fleet, &mut Sink)),
    /// Once, over the hosts that were evaluated and the secrets, where the inventory has keys of hosts.
    KnownKeys(fn(&Known, &SecretMatrix, &mut Sink)),
    /// Once, over how the run went, after all other rules.
    Run(fn(&Run, &mut Sink)),
}

/// Kinds of expressions that a rule can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExprKind {
    Missing,
    Number,
    Str,
    Interp,
    Path,
    Name,
    Lambda,
    Apply,
    Select,
    HasAttr,
    Attrs,
    Let,
    List,
    If,
    Assert,
    With,
    Binary,
    Unary,
    Paren,
}

impl ExprKind {
    /// How many kinds there are.
    pub const COUNT: usize = Self::Paren as usize + 1;

    /// The kind of an expression.
    pub const fn of(expr: &Expr) -> Self {
        match expr {
            Expr::Missing => Self::Missing,
            Expr::Int(_) | Expr::Float(_) => Self::Number,
            Expr::Str(_) => Self::Str,
            Expr::Interp(_) => Self::Interp,
            Expr::Path(..) => Self::Path,
            Expr::Local { .. }
            | Expr::Global(_)
            | Expr::With(_)
            | Expr::Undefined(_)
            | Expr::CurPos => Self::Name,
            Expr::Lambda(_) => Self::Lambda,
            Expr::Apply(..) => Self::Apply,
            Expr::Select(_) => Self::Select,
            Expr::HasAttr(_) => Self::HasAttr,
            Expr::Attrs(_) => Self::Attrs,
            Expr::Let(..) | Expr::LegacyLet(_) => Self::Let,
            Expr::List(_) => Self::List,
            Expr::If(_) => Self::If,
            Expr::Assert(..) => Self::Assert,
            Expr::WithScope(..) => Self::With,
            Expr::Binary(..) => Self::Binary,
            Expr::Not(_) | Expr::Negate(_) => Self::Unary,
            Expr::Paren(_) => Self::Paren,
        }
    }
}
