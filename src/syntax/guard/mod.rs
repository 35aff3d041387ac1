//! What stands between a file and rnix.
//!
//! rnix is recursive in nesting, quadratic in chains, and repairs a broken text in ways that nest
//! it further; a stack that overflows takes the process with it. So a text is first held against
//! the whole grammar by a machine that does not recurse and counts how deep rnix will go. What it
//! refuses never reaches rnix, and what is wrong is said in the words of Nix's own parser.

mod braces;
mod grammar;
mod lex;
mod parts;
mod refuse;
mod state;
mod token;

use super::hir::Problem;
use grammar::Grammar;

/// How deep expressions may nest or chain. (Of whole expressions in one another rnix itself takes
/// 512 at most. The deepest file of nixpkgs has 92.)
pub const MOST_DEEP: u32 = 1000;

/// What is said of a text beyond that.
pub const TOO_DEEP: &str = "nests or chains deeper than nixward reads: the file is skipped";

/// What is known of a text that rnix may see.
pub struct Passed {
    /// Where the text ends: at the first NUL that is not in a string or comment.
    pub end: usize,
    /// Bytes that rnix must see otherwise: offset and replacement.
    pub patches: Vec<(usize, u8)>,
    /// Whether a carriage return ends a comment, which rnix does not know.
    pub lone_return: bool,
}

/// Holds `source` against the grammar.
pub fn check(source: &[u8]) -> Result<Passed, Problem> {
    let mut grammar = Grammar::new(source);
    grammar.run()?;
    Ok(grammar.passed())
}
