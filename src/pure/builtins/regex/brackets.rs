//! Bracket expressions: `[a-z_]`, `[^[:space:]]`.

use super::bytes::ByteSet;
use super::syntax::Refusal;

/// What the previous element was, since a dash means different things behind each.
#[derive(Clone, Copy)]
enum Last {
    Nothing,
    Char(u8),
    Class,
}

/// The set that starts behind a `[`, and the text behind its `]`.
pub(super) fn parse(text: &[u8]) -> Result<(ByteSet, &[u8]), Refusal> {
    let (negated, mut rest) = match text {
        [b'^', rest @ ..] => (true, rest),
        _ => (false, text),
    };
    let mut set = ByteSet::default();
    let mut last = Last::Nothing;
    let mut first = true;
    loop {
        let (element, after) = element(rest, first)?;
        rest = after;
        match (element, last) {
            (Element::End, _) => break,
            (Element::Char(byte), _) => {
                set.insert(byte);
                last = Last::Char(byte);
            }
            (Element::Class(class), _) => {
                set = set.union(class);
                last = Last::Class;
            }
            // At the start and at the end a dash is itself.
            (Element::Dash, _) if first => {
                set.insert(b'-');
                last = Last::Char(b'-');
            }
            (Element::Dash, _) if rest.first() == Some(&b']') => {
                set.insert(b'-');
                rest = &rest[1..];
                break;
            }
            (Element::Dash, Last::Char(low)) => {
                let (high, after) = range_end(rest)?;
                rest = after;
                insert_range(&mut set, low, high)?;
                last = Last::Nothing;
            }
            (Element::Dash, Last::Nothing | Last::Class) => return Err(Refusal::Invalid),
        }
        first = false;
    }
    Ok((if negated { set.negated() } else { set }, rest))
}

enum Element {
    End,
    Dash,
    Char(u8),
    Class(ByteSet),
}

/// A `]` that stands first is a plain character.
fn element(text: &[u8], first: bool) -> Result<(Element, &[u8]), Refusal> {
    Ok(match text {
        [] => return Err(Refusal::Invalid),
        [b'[', kind @ (b':' | b'.' | b'='), rest @ ..] => return named(*kind, rest),
        [b']', rest @ ..] if !first => (Element::End, rest),
        [b'-', rest @ ..] => (Element::Dash, rest),
        // Nothing may follow a `[` but what closes it.
        [b'['] => return Err(Refusal::Invalid),
        [byte, rest @ ..] => (Element::Char(*byte), rest),
    })
}

fn range_end(text: &[u8]) -> Result<(u8, &[u8]), Refusal> {
    match element(text, false)? {
        (Element::Char(byte), rest) => Ok((byte, rest)),
        (Element::Dash, rest) => Ok((b'-', rest)),
        _ => Err(Refusal::Invalid),
    }
}

/// Bytes above 127 count as negative on some machines.
fn insert_range(set: &mut ByteSet, low: u8, high: u8) -> Result<(), Refusal> {
    if low.is_ascii() != high.is_ascii() {
        return Err(Refusal::Unclear);
    }
    if low > high {
        return Err(Refusal::Invalid);
    }
    set.insert_where(|byte| (low..=high).contains(&byte));
    Ok(())
}

/// `[:alpha:]`, `[.a.]`, `[=a=]` behind their first two characters.
fn named(kind: u8, text: &[u8]) -> Result<(Element, &[u8]), Refusal> {
    let end = text.iter().position(|byte| *byte == kind).ok_or(Refusal::Invalid)?;
    let (name, rest) = (&text[..end], &text[end + 1..]);
    let rest = rest.strip_prefix(b"]").ok_or(Refusal::Invalid)?;
    let element = match (kind, name) {
        (b':', name) => Element::Class(class(name).ok_or(Refusal::Invalid)?),
        (_, []) => return Err(Refusal::Invalid),
        (b'.', [byte]) if byte.is_ascii_alphabetic() => Element::Char(*byte),
        (b'=', [byte]) if byte.is_ascii_alphabetic() => {
            let mut both = ByteSet::of(byte.to_ascii_lowercase());
            both.insert(byte.to_ascii_uppercase());
            Element::Class(both)
        }
        // All other characters go by names.
        (_, [_]) => return Err(Refusal::Invalid),
        // Names such as `hyphen`.
        _ => return Err(Refusal::Unclear),
    };
    Ok((element, rest))
}

fn class(name: &[u8]) -> Option<ByteSet> {
    let holds: fn(&u8) -> bool = match &*name.to_ascii_lowercase() {
        b"alnum" => u8::is_ascii_alphanumeric,
        b"alpha" => u8::is_ascii_alphabetic,
        b"blank" => |byte| b" \t".contains(byte),
        b"cntrl" => u8::is_ascii_control,
        b"d" | b"digit" => u8::is_ascii_digit,
        b"graph" => u8::is_ascii_graphic,
        b"lower" => u8::is_ascii_lowercase,
        b"print" => |byte| (b' '..=b'~').contains(byte),
        b"punct" => u8::is_ascii_punctuation,
        b"s" | b"space" => |byte| b" \t\n\x0b\x0c\r".contains(byte),
        b"upper" => u8::is_ascii_uppercase,
        b"w" => |byte| byte.is_ascii_alphanumeric() || *byte == b'_',
        b"xdigit" => u8::is_ascii_hexdigit,
        _ => return None,
    };
    let mut set = ByteSet::default();
    set.insert_where(|byte| holds(&byte));
    Some(set)
}
