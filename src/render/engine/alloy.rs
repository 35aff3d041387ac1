//! Literals of Alloy's configuration language (<https://grafana.com/docs/alloy/latest/get-started/configuration-syntax/>),
//! and a reading back of what was written: braces, labels of components and what refers to them.

use std::collections::BTreeSet;

use minijinja::value::{Value, ValueKind};

use super::{Escaped, entries, items, refused, scalar, text_of, unspeakable};

/// A value as Alloy writes it: its strings are those of Go, which takes every escape of JSON but `\/`.
pub(super) fn literal(value: &Value) -> Escaped {
    Ok(match value.kind() {
        ValueKind::String => {
            let text = text_of(value)?.unwrap_or_default();
            serde_json::to_string(text).map_err(|error| refused(&error.to_string()))?
        }
        ValueKind::None => "null".to_owned(),
        ValueKind::Bool | ValueKind::Number => scalar(value)?,
        ValueKind::Seq | ValueKind::Iterable => format!("[{}]", items(value, literal)?.join(", ")),
        ValueKind::Map if value.len() == Some(0) => "{ }".to_owned(),
        ValueKind::Map => format!("{{ {} }}", entries(value, entry)?.join(", ")),
        kind => return Err(unspeakable(kind)),
    })
}

fn entry(key: &Value, value: &Value) -> Escaped {
    Ok(format!("{} = {}", literal(key)?, literal(value)?))
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Text(String),
    Sign(char),
}

/// What keeps a text from being a configuration of Alloy.
pub(super) fn problem(text: &str) -> Option<String> {
    let tokens = match tokens(text) {
        Ok(tokens) => tokens,
        Err(problem) => return Some(problem),
    };
    unbalanced(&tokens).or_else(|| unresolved(&tokens))
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut line = 1;
    let mut rest = text.chars().peekable();
    while let Some(char) = rest.next() {
        match char {
            '\n' => line += 1,
            '/' if rest.peek() == Some(&'/') => {
                while rest.next_if(|char| *char != '\n').is_some() {}
            }
            '"' => {
                let text = string(&mut rest)
                    .ok_or_else(|| format!("line {line}: a string does not end on its line"))?;
                tokens.push(Token::Text(text));
            }
            char if char.is_whitespace() => {}
            char if is_word(char) => {
                let mut word = String::from(char);
                while let Some(char) = rest.next_if(|char| is_word(*char) || *char == '.') {
                    word.push(char);
                }
                tokens.push(Token::Word(word));
            }
            '{' | '}' | '[' | ']' | '(' | ')' | '=' | ',' => tokens.push(Token::Sign(char)),
            _ => return Err(format!("line {line}: {char:?} has no meaning")),
        }
    }
    Ok(tokens)
}

fn is_word(char: char) -> bool {
    char.is_ascii_alphanumeric() || char == '_'
}

/// What follows the quote that begins a string, up to the one that ends it.
fn string(rest: &mut impl Iterator<Item = char>) -> Option<String> {
    let mut text = String::new();
    loop {
        match rest.next()? {
            '"' => return Some(text),
            '\n' => return None,
            '\\' => {
                text.push('\\');
                text.push(rest.next()?);
            }
            char => text.push(char),
        }
    }
}

fn unbalanced(tokens: &[Token]) -> Option<String> {
    let mut open = Vec::new();
    for token in tokens {
        match token {
            Token::Sign('{') => open.push('}'),
            Token::Sign('[') => open.push(']'),
            Token::Sign('(') => open.push(')'),
            Token::Sign(sign @ ('}' | ']' | ')')) if open.pop() != Some(*sign) => {
                return Some(format!("`{sign}` closes nothing"));
            }
            _ => {}
        }
    }
    open.pop().map(|sign| format!("`{sign}` is missing"))
}

/// A component that is there twice, or that something refers to and that is not there.
fn unresolved(tokens: &[Token]) -> Option<String> {
    let mut components = BTreeSet::new();
    for window in tokens.windows(3) {
        if let [Token::Word(kind), Token::Text(label), Token::Sign('{')] = window
            && !components.insert(format!("{kind}.{label}"))
        {
            return Some(format!("{kind} {label:?} is there twice"));
        }
    }
    let known = |reference: &str| {
        components.iter().any(|name| {
            reference.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with('.'))
        })
    };
    let refers = |word: &&String| {
        let kinds = components.iter().filter_map(|name| name.rsplit_once('.'));
        kinds
            .map(|(kind, _)| kind)
            .any(|kind| word.strip_prefix(kind).is_some_and(|rest| rest.matches('.').count() >= 2))
    };
    let mut words = tokens.iter().filter_map(|token| match token {
        Token::Word(word) => Some(word),
        _ => None,
    });
    let unknown = words.find(|word| refers(word) && !known(word))?;
    Some(format!("{unknown} refers to no component"))
}

#[cfg(test)]
mod tests {
    use super::problem;

    #[test]
    fn what_is_none_is_told() {
        let fine = "loki.write \"a\" {\n  endpoint { url = \"http://x/{}\" } // }\n}\n\
                    loki.process \"a\" { forward_to = [loki.write.a.receiver] }\n";
        assert_eq!(problem(fine), None);
        for (text, says) in [
            ("a {", "`}` is missing"),
            ("a { ] }", "`]` closes nothing"),
            ("a = \"x\n\"", "line 1: a string does not end on its line"),
            ("a = $x", "line 1: '$' has no meaning"),
            ("a.b \"c\" { } a.b \"c\" { }", "a.b \"c\" is there twice"),
            ("a.b \"c\" { to = [a.b.d.receiver] }", "a.b.d.receiver refers to no component"),
        ] {
            assert_eq!(problem(text).as_deref(), Some(says), "{text}");
        }
    }
}
