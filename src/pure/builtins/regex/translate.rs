//! POSIX expressions in the syntax of the `regex` crate.

use std::fmt::Write as _;

use super::syntax::Node;

/// The pattern; to be compiled without Unicode.
pub(super) fn pattern(node: &Node) -> String {
    let mut out = String::new();
    write(node, &mut out);
    out
}

fn write(node: &Node, out: &mut String) {
    match node {
        Node::Start => out.push_str(r"\A"),
        Node::End => out.push_str(r"\z"),
        Node::Byte(set) => {
            out.push('[');
            let ranges = set.ranges();
            if ranges.is_empty() {
                out.push_str(r"^\x00-\xff");
            }
            for (first, last) in ranges {
                // Writing to a string does not fail.
                let _ = write!(out, r"\x{first:02x}-\x{last:02x}");
            }
            out.push(']');
        }
        Node::Sequence(nodes) => nodes.iter().for_each(|node| write(node, out)),
        Node::Choice(nodes) => {
            out.push_str("(?:");
            for (at, node) in nodes.iter().enumerate() {
                out.push_str(if at > 0 { "|" } else { "" });
                write(node, out);
            }
            out.push(')');
        }
        Node::Group(_, node) => {
            out.push('(');
            write(node, out);
            out.push(')');
        }
        // `{0}` would lose the groups inside.
        Node::Repeat { node, most: Some(0), .. } => {
            out.push_str(r"(?:(?:");
            write(node, out);
            out.push_str(r")[^\x00-\xff])?");
        }
        Node::Repeat { node, least, most } => {
            out.push_str("(?:");
            write(node, out);
            let _ = match most {
                Some(most) => write!(out, "){{{least},{most}}}"),
                None => write!(out, "){{{least},}}"),
            };
        }
    }
}
