//! `nixward graph`

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use clap::ValueEnum;

use super::files::named;
use crate::context::Context;
use crate::error::{Exit, Result};
use crate::flake::hosts::{Discovered, Edge, EdgeKind};
use crate::model::report::{GraphEdge, GraphReport, Leads};

/// Draw what leads to what: hosts, modules and files
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Only this host
    #[arg(long, value_name = "HOST")]
    host: Option<String>,
    /// The language of the drawing
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Form,
    /// The same as `--format json`
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

/// The language of a drawing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// For Markdown pages
    #[default]
    Mermaid,
    /// For Graphviz
    Dot,
    /// One JSON document, described in docs/contracts.md
    Json,
}

/// Prints the graph.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    let discovery = context.hosts()?;
    let hosts: Vec<&Discovered> = match &args.host {
        Some(name) => named(discovery, name)?,
        None => discovery.hosts.iter().collect(),
    };
    let edges: BTreeSet<GraphEdge> = hosts
        .iter()
        .flat_map(|found| found.edges.iter().map(|edge| row(&found.host.name, edge)))
        .collect();
    match if args.json { Form::Json } else { args.format } {
        Form::Json => {
            let report = GraphReport { edges: edges.into_iter().collect() };
            context.ui.json(&context.root()?, &report)?;
        }
        Form::Mermaid => context.ui.lines(mermaid(&edges).lines())?,
        Form::Dot => context.ui.lines(dot(&edges).lines())?,
    }
    Ok(Exit::Fine)
}

fn row(host: &str, edge: &Edge) -> GraphEdge {
    GraphEdge {
        host: edge.from.is_none().then(|| host.to_owned()),
        from: edge.from.as_ref().map(ToString::to_string),
        to: if edge.to.is_root() { ".".to_owned() } else { edge.to.to_string() },
        leads: match edge.kind {
            EdgeKind::Module => Leads::Module,
            EdgeKind::Mention => Leads::Mention,
            EdgeKind::Folder => Leads::Folder,
        },
    }
}

/// A short identifier and a shown text for each end of an edge.
#[derive(Default)]
struct Nodes<'a>(BTreeMap<(bool, &'a str), usize>);

impl<'a> Nodes<'a> {
    fn of(edges: &'a BTreeSet<GraphEdge>) -> Self {
        let mut nodes = Self::default();
        for edge in edges {
            for node in [start(edge), (false, edge.to.as_str())] {
                let next = nodes.0.len();
                nodes.0.entry(node).or_insert(next);
            }
        }
        nodes
    }

    fn id(&self, node: (bool, &str)) -> usize {
        self.0.get(&node).copied().unwrap_or_default()
    }
}

/// Where an edge starts: a host (true) or a file.
fn start(edge: &GraphEdge) -> (bool, &str) {
    match (&edge.host, &edge.from) {
        (Some(host), _) => (true, host),
        (None, from) => (false, from.as_deref().unwrap_or_default()),
    }
}

fn mermaid(edges: &BTreeSet<GraphEdge>) -> String {
    let nodes = Nodes::of(edges);
    let mut text = String::from("flowchart LR\n");
    for ((is_host, name), id) in &nodes.0 {
        // Mermaid reads entity codes inside quotes.
        let name = name.replace('#', "#35;").replace('"', "#quot;");
        let (open, close) = if *is_host { ("([", "])") } else { ("[", "]") };
        let _ = writeln!(text, "  n{id}{open}\"{name}\"{close}");
    }
    for edge in edges {
        let arrow = match edge.leads {
            Leads::Module => "-->",
            Leads::Mention => "-.->",
            Leads::Folder => "-. any file in .->",
        };
        let (from, to) = (nodes.id(start(edge)), nodes.id((false, &edge.to)));
        let _ = writeln!(text, "  n{from} {arrow} n{to}");
    }
    text
}

fn dot(edges: &BTreeSet<GraphEdge>) -> String {
    let nodes = Nodes::of(edges);
    let mut text = String::from("digraph flake {\n  rankdir=LR;\n  node [shape=box];\n");
    for ((is_host, name), id) in &nodes.0 {
        let name = name.replace('\\', "\\\\").replace('"', "\\\"");
        let shape = if *is_host { " shape=oval" } else { "" };
        let _ = writeln!(text, "  n{id} [label=\"{name}\"{shape}];");
    }
    for edge in edges {
        let style = match edge.leads {
            Leads::Module => "",
            Leads::Mention => " [style=dashed]",
            Leads::Folder => " [style=dotted label=\"any file in\"]",
        };
        let (from, to) = (nodes.id(start(edge)), nodes.id((false, &edge.to)));
        let _ = writeln!(text, "  n{from} -> n{to}{style};");
    }
    text.push_str("}\n");
    text
}
