//! The copy of a text that rnix sees where it must not see the text itself.

use std::borrow::Cow;

use super::guard::Passed;

/// A text of the same length and the same tokens. Beyond ASCII there can only be strings and
/// comments, whose content is taken from the original, so any letter will do for their bytes: a
/// file need not be UTF-8.
pub fn for_rnix<'s>(source: &'s [u8], passed: &Passed) -> Cow<'s, str> {
    if source.is_ascii()
        && passed.patches.is_empty()
        && !passed.lone_return
        && let Ok(text) = std::str::from_utf8(source)
    {
        return Cow::Borrowed(text);
    }
    let mut bytes = source.to_vec();
    for (at, byte) in &passed.patches {
        if let Some(place) = bytes.get_mut(*at) {
            *place = *byte;
        }
    }
    let mut text = String::with_capacity(bytes.len());
    let next = bytes.iter().skip(1).chain([&0]);
    for (byte, next) in bytes.iter().zip(next) {
        text.push(match byte {
            b'\r' if *next != b'\n' => '\n',
            0x80.. => '_',
            ascii => char::from(*ascii),
        });
    }
    Cow::Owned(text)
}
