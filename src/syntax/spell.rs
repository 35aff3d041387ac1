//! Texts as Nix spells them.

/// Words that the grammar keeps for itself.
const KEYWORDS: &[&str] =
    &["assert", "else", "if", "in", "inherit", "let", "or", "rec", "then", "with"];

/// A name on the left of `=` or behind a dot.
pub fn name(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { string(text) }
}

/// A string on one line.
pub fn string(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '"' | '\\' => literal.extend(['\\', char]),
            '$' if chars.peek() == Some(&'{') => literal.push_str("\\$"),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            char => literal.push(char),
        }
    }
    literal.push('"');
    literal
}

fn is_plain(text: &str) -> bool {
    text.starts_with(|char: char| char.is_ascii_alphabetic() || char == '_')
        && text.chars().all(|char| char.is_ascii_alphanumeric() || "_'-".contains(char))
        && !KEYWORDS.contains(&text)
}
