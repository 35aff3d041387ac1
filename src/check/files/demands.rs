//! The path literals that certainly have to lead somewhere: what is imported or read. A path that
//! is only named (compared, tested with `pathExists`, completed with `+`) makes no demand, and
//! neither does one that may well be absent: where the file looks first, or where it is only the
//! default of an argument.

use serde::{Deserialize, Serialize};

use crate::check::input::File;
use crate::syntax::hir::{AttrNameKind, BinOp, Entry, Expr, ExprId, Hir, PathKind, Span};

/// A path that must be there for its expression to have a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demand {
    /// As written: `./x`, `../x`.
    pub path: String,
    /// What must be there.
    pub wants: Wants,
    /// Who demands it.
    pub by: By,
    /// Where the literal stands.
    pub span: Span,
}

/// See [`Demand::wants`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wants {
    /// A Nix file, or a folder with a `default.nix`.
    Nix,
    /// A file.
    File,
    /// A folder.
    Folder,
}

/// See [`Demand::by`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum By {
    /// A call, which may never be made.
    Call,
    /// The `imports` of a module: whoever takes the module takes them too.
    Imports,
    /// The `modules` of a host.
    Host,
}

/// Functions that import their first argument.
const IMPORTERS: &[&[u8]] = &[b"import", b"callPackage", b"callPackages"];
/// Functions that read the file that is their first argument.
const READERS: &[&[u8]] = &[b"readFile", b"importJSON", b"importTOML", b"fileContents"];
/// Functions that make a host of an argument with a list `modules`.
const BUILDERS: &[&[u8]] = &[b"nixosSystem", b"darwinSystem", b"homeManagerConfiguration"];

/// All demands of a file, ordered by expression.
pub fn all(file: &File<'_>) -> Vec<Demand> {
    let mut demands = Vec::new();
    if looks_first(file.hir) {
        return demands;
    }
    for id in (0u32..).map(ExprId).take(file.hir.len()) {
        match file.hir.expr(id) {
            Expr::Apply(function, argument) => of_call(file, function, argument, &mut demands),
            Expr::Attrs(_) => of_module_list(file.hir, id, By::Imports, &mut demands),
            _ => {}
        }
    }
    if !demands.is_empty() {
        let defaults = defaults(file.hir);
        let is_default = |span: Span| {
            defaults.iter().any(|default| default.start <= span.start && span.end <= default.end)
        };
        demands.retain(|demand| !is_default(demand.span));
    }
    demands
}

fn looks_first(hir: &Hir) -> bool {
    hir.names().any(|name| matches!(name, b"pathExists" | b"__pathExists" | b"tryEval"))
}

/// Where the defaults of arguments stand.
fn defaults(hir: &Hir) -> Vec<Span> {
    let ids = (0u32..).map(ExprId).take(hir.len());
    let patterns = ids.filter_map(|id| match hir.expr(id) {
        Expr::Lambda(lambda) => hir.lambda(lambda).pattern,
        _ => None,
    });
    let formals = patterns.flat_map(|pattern| hir.formals(pattern.formals));
    formals.filter_map(|formal| formal.default).map(|default| hir.span(default)).collect()
}

fn of_call(file: &File<'_>, function: ExprId, argument: ExprId, demands: &mut Vec<Demand>) {
    let hir = file.hir;
    let Some(name) = called(file, function) else { return };
    if IMPORTERS.contains(&name) {
        demand(hir, argument, Wants::Nix, By::Call, demands);
    } else if READERS.contains(&name) {
        demand(hir, argument, Wants::File, By::Call, demands);
    } else if name == b"readDir" {
        demand(hir, argument, Wants::Folder, By::Call, demands);
    } else if BUILDERS.contains(&name) {
        of_module_list(hir, hir.inside_parens(argument), By::Host, demands);
    }
}

/// The last name of what is called: `f`, `lib.f`, `builtins.f`; none where it may mean anything.
fn called<'f>(file: &File<'f>, function: ExprId) -> Option<&'f [u8]> {
    let hir = file.hir;
    let function = hir.inside_parens(function);
    match hir.expr(function) {
        Expr::Global(name) | Expr::With(name) => Some(hir.name(name)),
        Expr::Select(select) => {
            let select = hir.select(select);
            let AttrNameKind::Static(name) = hir.attr_names(select.path).last()?.kind else {
                return None;
            };
            // Other sets have an `import` of their own, which may mean something else.
            let own = hir.name(name) != b"import" || is_builtins(hir, select.base);
            own.then(|| hir.name(name))
        }
        // `callPackage` arrives as an argument; other names that the file binds may mean anything.
        Expr::Local { .. } => {
            let span = hir.span(function);
            let name = file.text.get(span.start as usize..span.end as usize)?;
            name.starts_with(b"callPackage").then_some(name)
        }
        _ => None,
    }
}

fn is_builtins(hir: &Hir, id: ExprId) -> bool {
    matches!(hir.expr(id), Expr::Global(name) if hir.name(name) == b"builtins")
}

/// The paths written out in a set's list of modules, also where lists are put together with `++`.
fn of_module_list(hir: &Hir, set: ExprId, by: By, demands: &mut Vec<Demand>) {
    let Expr::Attrs(set) = hir.expr(set) else { return };
    let name: &[u8] = if by == By::Host { b"modules" } else { b"imports" };
    for binding in hir.bindings(hir.set(set).bindings) {
        let Entry::Value(value) = binding.entry else { continue };
        if hir.name(binding.name) == name {
            of_list(hir, value, by, demands);
        }
    }
}

fn of_list(hir: &Hir, list: ExprId, by: By, demands: &mut Vec<Demand>) {
    let mut open = vec![list];
    while let Some(id) = open.pop() {
        match hir.expr(hir.inside_parens(id)) {
            Expr::List(run) => {
                for &item in hir.exprs_of(run) {
                    demand(hir, item, Wants::Nix, by, demands);
                }
            }
            Expr::Binary(BinOp::Concat, at) => open.extend(hir.operands(at)),
            _ => {}
        }
    }
}

fn demand(hir: &Hir, id: ExprId, wants: Wants, by: By, demands: &mut Vec<Demand>) {
    let id = hir.inside_parens(id);
    if let Expr::Path(PathKind::Relative, text) = hir.expr(id) {
        let path = String::from_utf8_lossy(hir.text(text)).into_owned();
        demands.push(Demand { path, wants, by, span: hir.span(id) });
    }
}
