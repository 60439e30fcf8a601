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
    let mut text = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((&byte, after)) = rest.split_first() {
        if byte == b'\\' {
            let (character, length) = unescape_one(rest);
            text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            rest = rest.get(length..).unwrap_or_default();
        } else {
            text.push(byte);
            rest = after;
        }
    }
    text
}

/// The character that an escape stands for, and the escape's length; a surrogate pair is one.
fn unescape_one(escape: &[u8]) -> (char, usize) {
    let character = match escape.get(1) {
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unescape_unit(escape),
        Some(&other) => char::from(other),
        None => char::REPLACEMENT_CHARACTER,
    };
    (character, 2)
}

fn unescape_unit(escape: &[u8]) -> (char, usize) {
    let first = u32::from(unit(escape).unwrap_or(0));
    let second = u32::from(escape.get(6..).and_then(unit).unwrap_or(0));
    if (0xD800..0xDC00).contains(&first) && (0xDC00..0xE000).contains(&second) {
        let point = 0x1_0000 + ((first - 0xD800) << 10 | (second - 0xDC00));
        (char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER), 12)
    } else {
        (char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER), 6)
    }
}

/// The UTF-16 unit of a `\u` escape at the front.
fn unit(escape: &[u8]) -> Option<u16> {
    escape.strip_prefix(b"\\u").and_then(|rest| hex4(rest.get(..4)?))
}
