//! The escapes of JSON strings (RFC 8259, section 7).

/// The length of the escape that `text` begins with: 2, or 6 for `\u` and four hex digits.
pub(crate) fn escape_length(text: &[u8]) -> Option<usize> {
    match text.get(1)? {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(2),
        b'u' => hex4(text.get(2..6)?).map(|_| 6),
        _ => None,
    }
}

fn hex4(digits: &[u8]) -> Option<u16> {
    digits.iter().try_fold(0u16, |value, &digit| {
        let digit = (digit as char).to_digit(16)?;
        Some(value << 4 | u16::try_from(digit).ok()?)
    })
}

/// Unescapes a string's content that the scanner has accepted.
#[cold]
pub(crate) fn unescape(raw: &[u8]) -> Vec<u8> {
    // What an escape stands for is never longer than the escape.
    let mut text = vec![0; raw.len()];
    let mut length = 0;
    let mut at = 0;
    while let Some(&byte) = raw.get(at) {
        at += 1;
        let mut buffer = [byte, 0, 0, 0];
        let mut taken = 1;
        if byte == b'\\' {
            let (character, behind) = unescape_one(raw, at);
            taken = character.encode_utf8(&mut buffer).len();
            at = behind;
        }
        for (place, byte) in text.iter_mut().skip(length).zip(buffer).take(taken) {
            *place = byte;
        }
        length += taken;
    }
    text.truncate(length);
    text
}

/// The character that the escape stands for whose backslash is before `at`, and where the escape
/// ends; a surrogate pair is one.
fn unescape_one(raw: &[u8], at: usize) -> (char, usize) {
    let character = match raw.get(at) {
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unescape_unit(raw, at + 1),
        Some(&other) => char::from(other),
        None => char::REPLACEMENT_CHARACTER,
    };
    (character, at + 1)
}

/// The same, where the first digit is at `at`.
fn unescape_unit(raw: &[u8], at: usize) -> (char, usize) {
    let unit = |at| raw.get(at..at + 4).and_then(hex4).map_or(0, u32::from);
    let first = unit(at);
    let (mut point, mut behind) = (first, at + 4);
    if (0xD800..0xDC00).contains(&first) && raw.get(at + 4..at + 6) == Some(b"\\u") {
        let second = unit(at + 6);
        if (0xDC00..0xE000).contains(&second) {
            point = 0x1_0000 + ((first - 0xD800) << 10 | (second - 0xDC00));
            behind = at + 10;
        }
    }
    (char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER), behind)
}
