//! Random Nix expressions with holes.

use std::fmt;

use proptest::prelude::*;

/// An expression; `Display` gives its text, each hole as `(hole N)`.
#[derive(Clone, Debug)]
pub enum Expr {
    Text(&'static str),
    Hole(u8),
    List(Vec<Expr>),
    Set(bool, Vec<(Name, Expr)>),
    Select(Box<Expr>, Name, Option<Box<Expr>>),
    Has(Box<Expr>, Name),
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    Let(&'static str, Box<Expr>, Box<Expr>),
    Binary(&'static str, Box<Expr>, Box<Expr>),
    Not(Box<Expr>),
    With(Box<Expr>, Box<Expr>),
    Assert(Box<Expr>, Box<Expr>),
    Lambda(&'static str, Box<Expr>),
    Pattern(Vec<(&'static str, Option<Expr>)>, bool, Box<Expr>),
    Apply(Box<Expr>, Box<Expr>),
    Call(&'static str, Vec<Expr>),
    Interpolated(Box<Expr>),
}

/// An attribute name: static or computed.
#[derive(Clone, Debug)]
pub enum Name {
    Static(&'static str),
    Dynamic(Box<Expr>),
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Static(name) => f.write_str(name),
            Self::Dynamic(expr) => write!(f, "${{{expr}}}"),
        }
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "{text}"),
            Self::Hole(hole) => write!(f, "(hole {hole})"),
            Self::List(items) => {
                f.write_str("[ ")?;
                items.iter().try_for_each(|item| write!(f, "({item}) "))?;
                f.write_str("]")
            }
            Self::Set(recursive, entries) => {
                f.write_str(if *recursive { "(rec { " } else { "({ " })?;
                // Parsing refuses a name that stands twice.
                let mut seen = Vec::new();
                for (name, value) in entries {
                    let text = name.to_string();
                    if !seen.contains(&text) {
                        write!(f, "{text} = {value}; ")?;
                        seen.push(text);
                    }
                }
                f.write_str("})")
            }
            Self::Select(base, name, None) => write!(f, "(({base}).{name})"),
            Self::Select(base, name, Some(default)) => {
                write!(f, "(({base}).{name} or ({default}))")
            }
            Self::Has(base, name) => write!(f, "(({base}) ? {name})"),
            Self::If(condition, a, b) => write!(f, "(if {condition} then {a} else {b})"),
            Self::Let(name, value, body) => write!(f, "(let {name} = {value}; in {body})"),
            Self::Binary(operator, a, b) => write!(f, "(({a}) {operator} ({b}))"),
            Self::Not(operand) => write!(f, "(!({operand}))"),
            Self::With(set, body) => write!(f, "(with {set}; {body})"),
            Self::Assert(check, body) => write!(f, "(assert {check}; {body})"),
            Self::Lambda(name, body) => write!(f, "({name}: {body})"),
            Self::Pattern(formals, ellipsis, body) => {
                f.write_str("({ ")?;
                let mut seen = Vec::new();
                for (name, default) in formals {
                    if seen.contains(name) {
                        continue;
                    }
                    seen.push(name);
                    match default {
                        Some(default) => write!(f, "{name} ? {default}, ")?,
                        None => write!(f, "{name}, ")?,
                    }
                }
                write!(f, "{} }}: {body})", if *ellipsis { "..." } else { "" })
            }
            Self::Apply(function, argument) => write!(f, "(({function}) ({argument}))"),
            Self::Call(function, arguments) => {
                write!(f, "({function}")?;
                arguments.iter().try_for_each(|argument| write!(f, " ({argument})"))?;
                f.write_str(")")
            }
            Self::Interpolated(expr) => write!(f, "\"a${{{expr}}}\""),
        }
    }
}

const ATOMS: &[&str] = &[
    "0",
    "1",
    "2",
    "\"a\"",
    "\"b\"",
    "\"x\"",
    "true",
    "false",
    "null",
    "[ ]",
    "{ }",
    "a",
    "b",
    "c",
    "d",
    "e",
    "f",
    "a",
    "c",
    "d",
    "(throw \"t\")",
];
const NAMES: &[&str] = &["a", "b", "x", "name", "value"];
const VARIABLES: &[&str] = &["a", "b", "c", "d", "e", "f"];
const OPERATORS: &[&str] =
    &["+", "-", "*", "/", "++", "//", "//", "==", "!=", "<", "<=", ">", ">=", "&&", "||", "->"];
const UNARY: &[&str] = &[
    "builtins.attrNames",
    "builtins.attrValues",
    "builtins.length",
    "builtins.head",
    "builtins.tail",
    "builtins.concatLists",
    "builtins.listToAttrs",
    "builtins.tryEval",
    "builtins.isAttrs",
    "builtins.isList",
    "builtins.isFunction",
    "builtins.typeOf",
    "builtins.functionArgs",
    "builtins.throw",
    "builtins.ceil",
    "toString",
    "builtins.stringLength",
    "builtins.toJSON",
    "builtins.fromJSON",
    "builtins.toXML",
    "builtins.splitVersion",
    "builtins.parseDrvName",
    "builtins.hasContext",
    "builtins.unsafeDiscardStringContext",
    "baseNameOf",
    "dirOf",
    "builtins.convertHash",
];
const BINARY: &[&str] = &[
    "map",
    "builtins.filter",
    "builtins.mapAttrs",
    "builtins.intersectAttrs",
    "builtins.elem",
    "builtins.elemAt",
    "builtins.concatMap",
    "builtins.any",
    "builtins.all",
    "builtins.seq",
    "builtins.deepSeq",
    "builtins.hasAttr",
    "builtins.getAttr",
    "builtins.catAttrs",
    "builtins.zipAttrsWith",
    "builtins.groupBy",
    "builtins.partition",
    "builtins.sort",
    "removeAttrs",
    "builtins.genList",
    "builtins.lessThan",
    "builtins.concatStringsSep",
    "builtins.match",
    "builtins.split",
    "builtins.replaceStrings [ \"a\" \"x\" ]",
    "builtins.substring 0",
    "builtins.compareVersions",
    "builtins.findFile",
    "builtins.hashString",
    "builtins.appendContext",
];

fn name(inner: BoxedStrategy<Expr>) -> impl Strategy<Value = Name> {
    prop_oneof![
        8 => prop::sample::select(NAMES).prop_map(Name::Static),
        1 => inner.prop_map(|expr| Name::Dynamic(Box::new(expr))),
    ]
}

/// Any expression of up to about forty nodes.
pub fn expression() -> impl Strategy<Value = Expr> {
    let leaf = prop_oneof![
        5 => prop::sample::select(ATOMS).prop_map(Expr::Text),
        2 => (0..3u8).prop_map(Expr::Hole),
    ];
    leaf.prop_recursive(5, 40, 4, |inner| {
        let inner = inner.boxed();
        let boxed = || inner.clone().prop_map(Box::new);
        prop_oneof![
            2 => prop::collection::vec(inner.clone(), 0..4).prop_map(Expr::List),
            4 => (any::<bool>(), prop::collection::vec((name(inner.clone()), inner.clone()), 0..4))
                .prop_map(|(recursive, entries)| Expr::Set(recursive, entries)),
            3 => (boxed(), name(inner.clone()), prop::option::of(boxed()))
                .prop_map(|(base, name, default)| Expr::Select(base, name, default)),
            1 => (boxed(), name(inner.clone())).prop_map(|(base, name)| Expr::Has(base, name)),
            3 => (boxed(), boxed(), boxed()).prop_map(|(c, a, b)| Expr::If(c, a, b)),
            2 => (prop::sample::select(VARIABLES), boxed(), boxed())
                .prop_map(|(name, value, body)| Expr::Let(name, value, body)),
            4 => (prop::sample::select(OPERATORS), boxed(), boxed())
                .prop_map(|(operator, a, b)| Expr::Binary(operator, a, b)),
            1 => boxed().prop_map(Expr::Not),
            1 => (boxed(), boxed()).prop_map(|(set, body)| Expr::With(set, body)),
            1 => (boxed(), boxed()).prop_map(|(check, body)| Expr::Assert(check, body)),
            2 => (prop::sample::select(VARIABLES), boxed())
                .prop_map(|(name, body)| Expr::Lambda(name, body)),
            1 => (
                prop::collection::vec(
                    (prop::sample::select(VARIABLES), prop::option::of(inner.clone())), 0..3),
                any::<bool>(), boxed(),
            ).prop_map(|(formals, ellipsis, body)| Expr::Pattern(formals, ellipsis, body)),
            3 => (boxed(), boxed()).prop_map(|(f, x)| Expr::Apply(f, x)),
            4 => (prop::sample::select(UNARY), inner.clone())
                .prop_map(|(function, x)| Expr::Call(function, vec![x])),
            5 => (prop::sample::select(BINARY), inner.clone(), inner.clone())
                .prop_map(|(function, x, y)| Expr::Call(function, vec![x, y])),
            1 => (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(f, x, y)| Expr::Call("builtins.foldl'", vec![f, x, y])),
            1 => boxed().prop_map(Expr::Interpolated),
        ]
    })
}
