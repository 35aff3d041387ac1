//! Permissions as chmod takes them.

/// What a secret is before its mode is applied: readable by its owner, as agenix has it.
const FIRST: u32 = 0o400;

/// The mode of a file that `text` describes: octal (`0440`), or changes of `u=r` such as `g+r,o=`.
///
/// # Errors
/// That it is none; a sentence without a full stop.
pub(super) fn read(text: &str) -> Result<u32, String> {
    let is_octal = !text.is_empty() && text.chars().all(|char| char.is_digit(8));
    let mode = if is_octal {
        u32::from_str_radix(text, 8).ok()
    } else {
        text.split(',').try_fold(FIRST, clause)
    };
    mode.filter(|mode| *mode <= 0o7777).ok_or_else(|| format!("{text:?} is no mode of a file"))
}

/// Applies `ugoa`, an operator and `rwxXst`.
fn clause(mode: u32, text: &str) -> Option<u32> {
    let at = text.find(['=', '+', '-'])?;
    let (who, change) = text.split_at(at);
    let mut chars = change.chars();
    let operator = chars.next()?;
    let all = who.is_empty() || who.contains('a');
    if !who.chars().all(|char| "ugoa".contains(char)) {
        return None;
    }
    let has = |class: char| all || who.contains(class);
    let mut bits = 0;
    for char in chars {
        let permission = match char {
            'r' => 4,
            'w' => 2,
            'x' => 1,
            'X' => u32::from(mode & 0o111 != 0),
            's' => {
                bits |= (u32::from(has('u')) * 0o4000) | (u32::from(has('g')) * 0o2000);
                continue;
            }
            't' => {
                bits |= 0o1000;
                continue;
            }
            _ => return None,
        };
        bits |= spread(permission, has);
    }
    Some(match operator {
        '=' => mode & !spread(7, has) | bits,
        '+' => mode | bits,
        _ => mode & !bits,
    })
}

fn spread(permission: u32, has: impl Fn(char) -> bool) -> u32 {
    let of = |class, shift| u32::from(has(class)) * (permission << shift);
    of('u', 6) | of('g', 3) | of('o', 0)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn modes_are_those_of_chmod() {
        for (text, mode) in [
            ("0400", 0o400),
            ("440", 0o440),
            ("4755", 0o4755),
            ("u=rw,g=r,o=", 0o640),
            ("g+r", 0o440),
            ("a=r", 0o444),
            ("+w", 0o622),
            ("u-r", 0),
            ("u=rX", 0o400),
            ("u=rwx,g=sx", 0o2710),
        ] {
            assert_eq!(read(text), Ok(mode), "{text}");
        }
        for wrong in ["", "0888", "17777", "u", "x=r", "u=q", "u=r,"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
