//! Masking: personal data and secrets in a server's text, so that it can be logged.
//!
//! One pass, linear in the text's length, no regular expressions: every matcher looks ahead over a
//! bounded number of bytes or over a run that is then passed.

use std::borrow::Cow;
use std::ops::Range;

use crate::swar;
use crate::verdict::is_same_word;

/// What stands in place of a masked part.
pub const MASK: &str = "***";

/// Replaces what can identify a payer or open an account by [`MASK`].
///
/// Masked: CPF and CNPJ (the alphanumeric one too, where it is punctuated), e-mail addresses,
/// telephone numbers, PIX random keys (UUIDs), card numbers, JWTs, what follows words such as
/// `Bearer` and `token=`, and hexadecimal text of 32 digits or more. Kept: amounts, dates,
/// end-to-end identifiers, codes, field names.
///
/// ```
/// use psp_errors::mask;
///
/// assert_eq!(mask("no account for ana@example.com"), "no account for ***");
/// assert_eq!(mask("R$ 500.00 exceeds R$ 100.00"), "R$ 500.00 exceeds R$ 100.00");
/// ```
#[must_use]
pub fn mask(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let end = end_of_clues(bytes);
    let mut masked = String::new();
    let mut kept = 0;
    while let Some(secret) = next_secret(bytes, kept, end) {
        masked.push_str(text.get(kept..secret.start).unwrap_or_default());
        masked.push_str(MASK);
        kept = secret.end;
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    masked.push_str(text.get(kept..).unwrap_or_default());
    Cow::Owned(masked)
}

/// Whether [`mask`] would change the text.
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))] // only the boundary asks
pub(crate) fn has_secret(text: &[u8]) -> bool {
    next_secret(text, 0, end_of_clues(text)).is_some()
}

/// How far one has to look: whatever is masked holds a digit or an `@`, and most texts hold none.
#[inline(never)]
fn end_of_clues(text: &[u8]) -> usize {
    let (chunks, rest) = text.as_chunks::<8>();
    let is_clue = |byte: &u8| is(*byte, DIGIT) || *byte == b'@';
    if let Some(last) = rest.iter().rposition(is_clue) {
        return text.len() - rest.len() + last + 1;
    }
    let has_clue = |chunk: &[u8; 8]| swar::digits_and_at_signs(u64::from_le_bytes(*chunk)) != 0;
    chunks.iter().rposition(has_clue).map_or(0, |last| (last + 1) * 8)
}

/// Finds the next part to mask, from `kept` on, where the last one ended, to `end` at the latest.
fn next_secret(bytes: &[u8], kept: usize, end: usize) -> Option<Range<usize>> {
    let mut at = kept;
    while at < end {
        let seen = match bytes.get(at)? {
            b'@' => email(bytes, kept, at),
            b'+' | b'(' => number(bytes, at),
            byte if is(*byte, WORD) => word(bytes, at, run(bytes, at, WORD)),
            _ => Nothing(1),
        };
        match seen {
            Secret(range) => return Some(range),
            Nothing(length) => at += length,
        }
    }
    None
}

/// What a matcher found.
enum Seen {
    /// A part to mask.
    Secret(Range<usize>),
    /// Nothing to mask in this many bytes.
    Nothing(usize),
}
use Seen::{Nothing, Secret};

// Classes of bytes.
/// A letter, a digit, or a part of a letter outside ASCII.
const WORD: u8 = 1;
const DIGIT: u8 = 1 << 1;
const HEX: u8 = 1 << 2;
const BASE64URL: u8 = 1 << 3;
/// What stands before the `@` of an e-mail address.
const LOCAL: u8 = 1 << 4;
const DOMAIN: u8 = 1 << 5;
/// The `token68` of RFC 9110, section 11.2.
const TOKEN: u8 = 1 << 6;
/// Between the name of a secret and its value.
const GAP: u8 = 1 << 7;

static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        // From 0 to 255, and at build time: a panic would be an error of the compiler's.
        #[allow(clippy::cast_possible_truncation, clippy::indexing_slicing)]
        {
            classes[byte] = classes_of(byte as u8);
        }
        byte += 1;
    }
    classes
};

const fn classes_of(byte: u8) -> u8 {
    let alphanumeric = WORD | BASE64URL | LOCAL | DOMAIN | TOKEN;
    match byte {
        b'0'..=b'9' => alphanumeric | DIGIT | HEX,
        b'a'..=b'f' | b'A'..=b'F' => alphanumeric | HEX,
        b'g'..=b'z' | b'G'..=b'Z' => alphanumeric,
        0x80.. => WORD | LOCAL | DOMAIN,
        b'-' => BASE64URL | LOCAL | DOMAIN | TOKEN,
        b'_' => BASE64URL | LOCAL | TOKEN,
        b'.' => LOCAL | DOMAIN | TOKEN,
        b'+' => LOCAL | TOKEN,
        b'%' => LOCAL,
        b'~' | b'/' => TOKEN,
        b' ' | b':' | b'=' | b'"' | b'\'' => GAP,
        _ => 0,
    }
}

fn classes(byte: u8) -> u8 {
    CLASSES.get(usize::from(byte)).copied().unwrap_or(0)
}

fn is(byte: u8, class: u8) -> bool {
    classes(byte) & class != 0
}

/// How many bytes from `at` on are of the class.
#[inline(never)]
fn run(bytes: &[u8], at: usize, class: u8) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter().position(|&byte| !is(byte, class)).unwrap_or(rest.len())
}

/// Whether all bytes are of the class.
fn all(bytes: &[u8], class: u8) -> bool {
    run(bytes, 0, class) == bytes.len()
}

/// No word goes on at `at`.
fn ends(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_none_or(|&byte| !is(byte, WORD))
}

/// Looks at the word of this length at `at`, and at what is attached to it.
#[inline(never)]
fn word(bytes: &[u8], at: usize, length: usize) -> Seen {
    let word = bytes.get(at..at + length).unwrap_or_default();
    let found = match (word, length) {
        (_, 8) if fits(bytes, at, UUID) => Some(UUID.len()),
        (_, 2) if fits(bytes, at, CNPJ) => Some(CNPJ.len()),
        (_, 32..) if all(word, HEX) && !is_end_to_end_id(word) => Some(length),
        _ => None,
    };
    let has_digit = |length| bytes.iter().skip(at).take(length).any(u8::is_ascii_digit);
    if let Some(length) = found.filter(|&length| has_digit(length)) {
        return Secret(at..at + length);
    }
    match word {
        [b'0'..=b'9', ..] => match number(bytes, at) {
            Nothing(passed) => Nothing(passed.max(length)),
            secret @ Secret(_) => secret,
        },
        [b'e', b'y', b'J', ..] => jwt(bytes, at),
        _ if is_secret_name(word) => named_secret(bytes, at, length),
        _ => Nothing(length),
    }
}

/// `h` is a hexadecimal digit, `a` a letter or a digit, `9` a digit, anything else itself.
const UUID: &[u8] = b"hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh";
/// The CNPJ as it is printed, since 2026 with letters.
const CNPJ: &[u8] = b"aa.aaa.aaa/aaaa-99";

/// Whether the text at `at` is of the shape, and no longer.
#[inline(never)]
fn fits(bytes: &[u8], at: usize, shape: &[u8]) -> bool {
    let Some(candidate) = bytes.get(at..at + shape.len()) else { return false };
    let fits = candidate.iter().zip(shape).all(|(&byte, &wanted)| match wanted {
        b'h' => is(byte, HEX),
        b'a' => byte.is_ascii_alphanumeric(),
        b'9' => is(byte, DIGIT),
        _ => byte == wanted,
    });
    fits && ends(bytes, at + shape.len())
}

/// A PIX end-to-end identifier: `E` or `D`, the bank's 8 digits, 12 of date and time, 11 more.
fn is_end_to_end_id(word: &[u8]) -> bool {
    matches!(word, [b'E' | b'D', rest @ ..] if rest.len() == 31 && run(rest, 0, DIGIT) >= 20)
}

/// Two or three segments of base64url, the first of which begins a JSON object.
#[inline(never)]
fn jwt(bytes: &[u8], at: usize) -> Seen {
    let header = run(bytes, at, BASE64URL);
    let mut end = at + header;
    let mut segments = 1;
    while segments < 3 && bytes.get(end) == Some(&b'.') {
        let segment = run(bytes, end + 1, BASE64URL);
        if segment == 0 {
            break;
        }
        end += 1 + segment;
        segments += 1;
    }
    let has_digit = bytes.get(at..end).is_some_and(|token| token.iter().any(u8::is_ascii_digit));
    if segments > 1 && has_digit { Secret(at..end) } else { Nothing(header) }
}

/// The word after which a secret may come that has this length and begins with this letter.
fn secret_name(length: usize, initial: u8) -> Option<&'static str> {
    Some(match (length, initial.to_ascii_lowercase()) {
        (5, b'b') => "basic",
        (5, b's') => "senha",
        (5, b't') => "token",
        (6, b'a') => "apikey",
        (6, b'b') => "bearer",
        (6, b's') => "secret",
        (8, b'p') => "password",
        (9, b's') => "signature",
        (11, b'a') => "accesstoken",
        (11, b'c') => "cryptotoken",
        (12, b'c') => "clientsecret",
        (16, b'a') => "applicationtoken",
        _ => return None,
    })
}

fn is_secret_name(word: &[u8]) -> bool {
    let name = word.first().and_then(|&initial| secret_name(word.len(), initial));
    name.is_some_and(|name| is_same_word(word, name))
}

/// `token=abc123…`, `Bearer abc123…`: the value is masked, the name is kept. A value has 8
/// characters or more and a digit; so the "expired" of "token expired" stays.
#[inline(never)]
fn named_secret(bytes: &[u8], at: usize, length: usize) -> Seen {
    let gap = run(bytes, at + length, GAP);
    let start = at + length + gap;
    let mut end = start + run(bytes, start, TOKEN);
    // The full stop of a sentence is no part of a token.
    if bytes.get(start..end).is_some_and(|value| value.ends_with(b".")) {
        end -= 1;
    }
    let value = bytes.get(start..end).unwrap_or_default();
    if gap == 0 || value.len() < 8 || !value.iter().any(u8::is_ascii_digit) {
        return Nothing(length);
    }
    while bytes.get(end) == Some(&b'=') {
        end += 1;
    }
    Secret(start..end)
}

/// An e-mail address around the `@` at `at`. The local part is looked for backwards, not past
/// `kept`, over the 64 bytes that RFC 5321 allows it.
#[inline(never)]
fn email(bytes: &[u8], kept: usize, at: usize) -> Seen {
    let before = bytes.get(kept.max(at.saturating_sub(64))..at).unwrap_or_default();
    let local = before.iter().rev().take_while(|&&byte| is(byte, LOCAL)).count();
    let mut domain = run(bytes, at + 1, DOMAIN).min(255);
    let after = |length| bytes.get(at + 1..at + 1 + length).unwrap_or_default();
    while after(domain).ends_with(b".") {
        domain -= 1;
    }
    if local == 0 || !after(domain).contains(&b'.') {
        return Nothing(1);
    }
    let mut range = at - local..at + 1 + domain;
    // Not in the middle of a character.
    while is_continuation(bytes, range.start) {
        range.start += 1;
    }
    while is_continuation(bytes, range.end) {
        range.end += 1;
    }
    Secret(range)
}

fn is_continuation(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_some_and(|byte| byte & 0xC0 == 0x80)
}

/// A number with more groups of digits than this is none that is looked for.
const MAX_GROUPS: usize = 6;

/// Groups of digits with a separator between two of them: `(11) 91234-5678`, `4111 1111 …`.
#[derive(Default)]
struct Number {
    has_plus: bool,
    has_parenthesis: bool,
    /// How many digits each group has; 0 is no group.
    lengths: [u8; MAX_GROUPS],
    /// Where each group begins.
    starts: [usize; MAX_GROUPS],
    /// A bit for each group that has no space or hyphen before it.
    tight: u8,
}

impl Number {
    #[inline(never)]
    fn read(bytes: &[u8], mut at: usize) -> Self {
        let mut number = Self::default();
        if bytes.get(at) == Some(&b'+') {
            number.has_plus = true;
            at += 1;
        }
        let groups = number.lengths.iter_mut().zip(&mut number.starts).zip(0..8u8);
        // A count that the compiler cannot know keeps it from writing the loop out six times.
        for ((length, start), index) in groups.take(bytes.len()) {
            if bytes.get(at) == Some(&b'(') {
                number.has_parenthesis = true;
                at += 1;
            }
            let digits = run(bytes, at, DIGIT);
            // Digits that run into letters are a code, not a number.
            if digits == 0 || !ends(bytes, at + digits) {
                break;
            }
            (*length, *start) = (u8::try_from(digits).unwrap_or(u8::MAX), at);
            at += digits + 1;
            match bytes.get(at - 1) {
                Some(b' ' | b'-') => {}
                Some(b'.' | b'/') => number.tight |= 2 << index,
                Some(b')') => at += usize::from(bytes.get(at) == Some(&b' ')),
                _ => break,
            }
        }
        number
    }

    /// The digits of a group.
    fn group<'a>(&self, index: usize, bytes: &'a [u8]) -> &'a [u8] {
        let start = self.starts.get(index).copied().unwrap_or(0);
        let length = self.lengths.get(index).copied().unwrap_or(0);
        bytes.get(start..start + usize::from(length)).unwrap_or_default()
    }
}

/// No number that is looked for has fewer digits.
const FEWEST_DIGITS: usize = 8;

/// How far digits and what may separate them go on, and how many digits there are. Most are amounts
/// and dates, for which this is enough.
fn digits_ahead(bytes: &[u8], at: usize) -> (usize, usize) {
    /// Whatever comes in a text, each of its bytes is looked at this often at most.
    const FARTHEST: usize = 32;
    let rest = bytes.get(at..).unwrap_or_default();
    let mut digits = 0;
    for (passed, &byte) in rest.iter().take(FARTHEST).enumerate() {
        match byte {
            b'0'..=b'9' => digits += 1,
            b' ' | b'-' | b'.' | b'/' | b'+' | b'(' | b')' => {}
            _ => return (passed.max(1), digits),
        }
    }
    (1, digits)
}

/// A number that names a person, an account or a card.
fn number(bytes: &[u8], at: usize) -> Seen {
    let (passed, digits) = digits_ahead(bytes, at);
    if digits < FEWEST_DIGITS {
        return Nothing(passed);
    }
    let mut number = Number::read(bytes, at);
    for last in (0..MAX_GROUPS.min(bytes.len())).rev() {
        let group = number.group(last, bytes).len();
        if group > 0 && is_personal(&number, bytes) {
            let start = number.starts.get(last).copied().unwrap_or(at);
            return Secret(at..start + group);
        }
        // Once more without the last group.
        if let Some(length) = number.lengths.get_mut(last) {
            *length = 0;
        }
    }
    Nothing(1)
}

fn is_personal(number: &Number, bytes: &[u8]) -> bool {
    let first = number.group(0, bytes);
    if number.has_plus {
        let total: u32 = number.lengths.iter().map(|&length| u32::from(length)).sum();
        return (8..=15).contains(&total);
    }
    match number.lengths {
        [_, 0, ..] => is_personal_run(first),
        // CPF, CNPJ
        [3, 3, 3, 2, 0, 0] | [2, 3, 3, 4, 2, 0] => true,
        // Cards of 16, 19 and 15 digits
        [4, 4, 4, 4, 0, 0] => number.tight & 0b1110 == 0,
        [4, 4, 4, 4, 3, 0] => number.tight & 0b1_1110 == 0,
        [4, 6, 5, 0, 0, 0] => number.tight & 0b110 == 0,
        // Telephone numbers of Brazil: with the country, with the area, a mobile alone
        [2, 2, 4 | 5, 4, 0, 0] => first == b"55",
        [2, 4 | 5, 4, 0, 0, 0] => {
            number.has_parenthesis || number.group(1, bytes).starts_with(b"9")
        }
        [5, 4, 0, ..] => first.starts_with(b"9") && number.tight & 0b10 == 0,
        _ => false,
    }
}

/// Digits without a separator.
fn is_personal_run(run: &[u8]) -> bool {
    match run.len() {
        11 => true,                                // CPF, mobile number with its area
        12 | 13 if run.starts_with(b"55") => true, // telephone with the country
        14 if !is_date_time(run) => true,          // CNPJ
        13..=19 => luhn(run),                      // card
        _ => false,
    }
}

/// `20251212085504`
fn is_date_time(run: &[u8]) -> bool {
    let mut pairs = [0; 7];
    for (pair, digits) in pairs.iter_mut().zip(run.chunks_exact(2)) {
        *pair = digits.iter().fold(0, |value, digit| value * 10 + (digit - b'0'));
    }
    matches!(pairs, [19..=20, _, 1..=12, 1..=31, 0..=23, 0..=59, 0..=59])
}

/// The check digit of card numbers (ISO/IEC 7812-1).
fn luhn(run: &[u8]) -> bool {
    let mut sum = 0;
    let mut doubles = false;
    for byte in run.iter().rev() {
        let digit = u32::from(byte - b'0') << u32::from(doubles);
        sum += if digit > 9 { digit - 9 } else { digit };
        doubles = !doubles;
    }
    sum % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_data_and_secrets_are_masked_and_nothing_else() {
        for (text, masked) in [
            ("CPF 123.456.789-09 is blocked", "CPF *** is blocked"),
            ("document 12345678909.", "document ***."),
            ("CNPJ 12.345.678/0001-95", "CNPJ ***"),
            ("CNPJ 12345678000195", "CNPJ ***"),
            ("CNPJ 12.ABC.345/01DE-35!", "CNPJ ***!"),
            ("key ana.maria+pix@example.com.br not found", "key *** not found"),
            ("joão@exemplo.com.br, maria@exemplo.com", "***, ***"),
            ("call +55 11 91234-5678 now", "call *** now"),
            ("call (11) 91234-5678, (11) 3456-7890", "call ***, ***"),
            ("+5511912345678", "***"),
            ("5511912345678", "***"),
            ("11 91234-5678", "***"),
            ("91234-5678", "***"),
            ("55 11 91234-5678", "***"),
            ("key 123e4567-e89b-12d3-a456-426614174000?", "key ***?"),
            ("card 4111 1111 1111 1111 refused", "card *** refused"),
            ("card 4111-1111-1111-1111", "card ***"),
            ("card 4111111111111111", "card ***"),
            ("card 3782 822463 10005", "card ***"),
            ("Authorization: Bearer abc123.def-456", "Authorization: Bearer ***"),
            ("token=abc12345&x=1", "token=***&x=1"),
            (r#"{"client_secret":"s3cr3t-s3cr3t=="}"#, r#"{"client_secret":"***"}"#),
            ("X-SECRET-TOKEN: 9f8e7d6c5b", "X-SECRET-TOKEN: ***"),
            ("got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln-_x.", "got ***."),
            ("mac 0123456789abcdef0123456789ABCDEF bad", "mac *** bad"),
            ("12345678909 98765432100", "*** ***"),
        ] {
            assert_eq!(mask(text), masked, "{text}");
        }
    }

    #[test]
    fn harmless_text_is_left_alone_without_a_copy() {
        for text in [
            "",
            "The requested amount of R$ 500.00 exceeds available balance of R$ 100.00.",
            "R$ 1.234.567,89",
            "at 2025-12-12T08:55:04Z",
            "at 2025-12-12 08:55:04",
            "12/12/2025 08:55",
            "20251212085504",
            "1733993704000",
            "E12345678202512120855abcdef12345 settled",
            "D12345678202512120855a1b2c3d4e5f",
            "DUPLICATED_EXTERNAL_REFERENCE",
            "Token expired, bearer missing, password required",
            "token validation failed",
            "field payee.destination.pixKey is required",
            "order-12345, invoice 2025/000123",
            "CEP 01310-100",
            "expected 200 400 500 600",
            "a @ b, @user, user@localhost",
            "A chave não foi encontrada: é inválida",
            "eyJ",
            "v1.2.3-beta.4",
            "127.0.0.1:8080",
            "0123456789",
            "123e4567-e89b-12d3-a456",
        ] {
            assert!(
                matches!(mask(text), Cow::Borrowed(same) if same == text),
                "{text}: {}",
                mask(text)
            );
        }
    }

    #[test]
    fn a_number_is_found_behind_what_only_looks_like_one() {
        for noise in [
            "(",
            "((((((((",
            "1 2 3 4 5 ",
            "+-+-",
            "1.",
            "..........................................(",
            "0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 ( ",
        ] {
            let text = format!("{noise} (11) 91234-5678");
            assert_eq!(mask(&text), format!("{noise} ***"), "{text}");
        }
    }

    #[test]
    fn masking_again_changes_nothing() {
        let text = "ana@example.com, 123.456.789-09, Bearer abc12345, +55 11 91234-5678";
        let once = mask(text).into_owned();
        assert_eq!(mask(&once), once);
    }
}
