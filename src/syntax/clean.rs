//! The copy of a text that rnix sees where it must not see the text itself.

use std::borrow::Cow;

use super::guard::Passed;

/// A text of the same length and the same tokens. Beyond ASCII there can only be strings and
/// comments, whose content is taken from the original, so any letter will do for their bytes: a
/// file need not be UTF-8.
pub fn for_rnix<'s>(source: &'s [u8], passed: &Passed) -> Cow<'s, str> {
    let mut bytes = Cow::Borrowed(source);
    for (at, byte) in &passed.patches {
        if let Some(place) = bytes.to_mut().get_mut(*at) {
            *place = *byte;
        }
    }
    if passed.lone_return {
        end_lines(bytes.to_mut());
    }
    if !bytes.is_ascii() {
        for byte in bytes.to_mut().iter_mut().filter(|byte| !byte.is_ascii()) {
            *byte = b'_';
        }
    }
    match bytes {
        Cow::Borrowed(bytes) => String::from_utf8_lossy(bytes),
        Cow::Owned(bytes) => String::from_utf8(bytes).unwrap_or_default().into(),
    }
}

/// Makes each carriage return that stands alone a line break.
fn end_lines(bytes: &mut [u8]) {
    let mut rest = bytes;
    while let Some(at) = memchr::memchr(b'\r', rest) {
        if rest.get(at + 1) != Some(&b'\n')
            && let Some(byte) = rest.get_mut(at)
        {
            *byte = b'\n';
        }
        rest = rest.get_mut(at + 1..).unwrap_or_default();
    }
}
