//! Masking: personal data and secrets in a server's text, so that it can be logged.
//!
//! One pass, linear in the text's length, no regular expressions: every matcher looks ahead over a
//! bounded number of bytes or over a run that is then passed.

mod number;

use std::borrow::Cow;
use std::ops::Range;

use crate::swar;
use crate::verdict::is_same_word;
use number::number;

/// What stands in place of a masked part.
pub const MASK: &str = "***";

/// Replaces what can identify a payer or open an account by [`MASK`].
///
/// Masked: CPF and CNPJ (the alphanumeric one of 2026 too), e-mail addresses, telephone numbers,
/// PIX random keys (UUIDs), card numbers, JWTs, what follows words such as `Bearer` and `token=`,
/// and hexadecimal text of 32 digits or more; in URLs too, where `%40` stands for `@`. Digits that
/// nothing tells from a CPF, a CNPJ or a telephone number are masked: 11 in a row, or 14 that are
/// no date.
///
/// Kept: amounts, dates and times, codes and digits that run into letters, field names, addresses
/// of machines, and end-to-end identifiers: they name a payment and no person, and are what one
/// asks a bank about.
///
/// ```
/// use psp_errors::mask;
///
/// assert_eq!(mask("no account for ana@example.com"), "no account for ***");
/// assert_eq!(mask("R$ 500.00 exceeds R$ 100.00"), "R$ 500.00 exceeds R$ 100.00");
/// ```
#[must_use]
pub fn mask(text: &str) -> Cow<'_, str> {
    match masked(text.as_bytes()) {
        // Whatever is cut out has an ASCII character, or an end of the text, at both sides.
        Some(masked) => Cow::Owned(String::from_utf8_lossy(&masked).into_owned()),
        None => Cow::Borrowed(text),
    }
}

/// The text with its secrets masked; `None` if there are none.
pub(crate) fn masked(text: &[u8]) -> Option<Vec<u8>> {
    let mut masked = Vec::new();
    let mut kept = 0;
    while let Some(secret) = next_secret(text, kept) {
        masked.extend_from_slice(text.get(kept..secret.start).unwrap_or_default());
        masked.extend_from_slice(MASK.as_bytes());
        kept = secret.end;
    }
    if kept == 0 {
        return None;
    }
    masked.extend_from_slice(text.get(kept..).unwrap_or_default());
    Some(masked)
}

/// Whether [`mask`] would change the text.
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))] // only the boundary asks
pub(crate) fn has_secret(text: &[u8]) -> bool {
    next_secret(text, 0).is_some()
}

/// Where to look next, from `at` on: whatever is masked holds a digit or an `@`, most texts hold none,
/// and most words have nothing to do with the one behind them.
///
/// What is masked stands, up to its first clue and with its name, in bytes of certain classes, and no
/// part of it that is read forwards goes over a byte of none.
#[inline(never)]
fn skip_to_clue(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    // The last eight bytes overlap the ones before them.
    let (chunks, _) = rest.as_chunks();
    let Some(last) = rest.last_chunk() else { return at };
    let mut clue = 0;
    let mut clues = 0;
    for &chunk in chunks {
        clues = clues_in(chunk);
        if clues != 0 {
            break;
        }
        clue += 8;
    }
    if clues == 0 {
        clue = rest.len() - 8;
        clues = clues_in(*last);
        if clues == 0 {
            return bytes.len();
        }
    }
    clue += clues.trailing_zeros() as usize / 8;
    let may_belong = |byte: u8| is(byte, WORD | TOKEN | GAP) || byte == b'%';
    let before = rest.get(..clue).unwrap_or_default();
    at + before.iter().rposition(|&byte| !may_belong(byte)).map_or(0, |last| last + 1)
}

fn clues_in(chunk: [u8; 8]) -> u64 {
    swar::digits_and_at_signs(u64::from_le_bytes(chunk))
}

/// Finds the next part to mask, from `kept` on, where the last one ended.
fn next_secret(bytes: &[u8], kept: usize) -> Option<Range<usize>> {
    let mut at = kept;
    let mut is_behind_clue = true;
    loop {
        if is_behind_clue {
            at = skip_to_clue(bytes, at);
        }
        let byte = bytes.get(at)?;
        is_behind_clue = is(*byte, DIGIT) || *byte == b'@';
        let seen = match byte {
            b'@' => email(bytes, kept, at, 1),
            b'%' => percent(bytes, kept, at),
            b'+' | b'(' => number(bytes, at),
            byte if is(*byte, WORD) => word(bytes, at, run(bytes, at, WORD)),
            _ => Nothing(1),
        };
        match seen {
            Secret(range) => return Some(range),
            Nothing(length) => at += length,
        }
    }
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
/// A letter or a digit. Not what is outside ASCII: quotation marks are, and the `º` of "nº".
const WORD: u8 = 1;
const DIGIT: u8 = 1 << 1;
const HEX: u8 = 1 << 2;
/// What stands before the `@` of an e-mail address.
const LOCAL: u8 = 1 << 3;
const DOMAIN: u8 = 1 << 4;
/// The `token68` of RFC 9110, section 11.2.
const TOKEN: u8 = 1 << 5;
/// Between the name of a secret and its value.
const GAP: u8 = 1 << 6;

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
    let alphanumeric = WORD | LOCAL | DOMAIN | TOKEN;
    match byte {
        b'0'..=b'9' => alphanumeric | DIGIT | HEX,
        b'a'..=b'f' | b'A'..=b'F' => alphanumeric | HEX,
        b'g'..=b'z' | b'G'..=b'Z' => alphanumeric,
        0x80.. => LOCAL | DOMAIN,
        b'-' | b'.' => LOCAL | DOMAIN | TOKEN,
        b'_' | b'+' => LOCAL | TOKEN,
        b'%' => LOCAL,
        b'~' | b'/' => TOKEN,
        b' ' | b'\t' | b'\n' | b':' | b'=' | b'"' | b'\'' | b'`' | b'\\' | b'[' | b'(' | b'{'
        | b'<' | b'>' => GAP,
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
        (_, 2) if fits(bytes, at, CNPJ_IN_URL) => Some(CNPJ_IN_URL.len()),
        (_, 14) if is_cnpj(word) => Some(length),
        (_, 32..) if all(word, HEX) && !is_end_to_end_id(word) => Some(length),
        _ => None,
    };
    let has_digit = |length| bytes.iter().skip(at).take(length).any(u8::is_ascii_digit);
    if let Some(length) = found.filter(|&length| has_digit(length)) {
        return Secret(at..at + length);
    }
    let seen = if word.first().is_some_and(u8::is_ascii_digit) {
        number(bytes, at)
    } else if word.starts_with(b"eyJ") {
        // It needs no name: it is the JSON of a JWT, signed or encrypted.
        token(bytes, at)
    } else if is_secret_name(word) {
        named_secret(bytes, at, length)
    } else {
        Nothing(length)
    };
    match seen {
        Nothing(passed) => Nothing(passed.max(length)),
        secret @ Secret(_) => secret,
    }
}

/// `h` is a hexadecimal digit, `a` a letter or a digit, `9` a digit, anything else itself.
const UUID: &[u8] = b"hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh";
/// The CNPJ as it is printed, since 2026 with letters.
const CNPJ: &[u8] = b"aa.aaa.aaa/aaaa-99";
const CNPJ_IN_URL: &[u8] = b"aa.aaa.aaa%2Faaaa-99";

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

/// The check digits of a CNPJ without punctuation. A letter counts as its ASCII code less 48, as a
/// digit does.
#[inline(never)]
fn is_cnpj(word: &[u8]) -> bool {
    let value = |byte: &u8| u32::from(byte.to_ascii_uppercase().wrapping_sub(b'0'));
    // Each of the two: from the right, 2 to 9 times what stands before it, and from 2 again.
    (12..14).all(|place| {
        let before = word.iter().take(place).rev().zip((2..=9).cycle());
        let sum: u32 = before.map(|(byte, weight)| value(byte) * weight).sum();
        word.get(place).map(value) == Some(sum * 10 % 11 % 10)
    })
}

/// The name of a secret that a word may end with, by its last two letters: `token` of `accessToken`.
fn secret_name(word: &[u8]) -> Option<&'static str> {
    let [.., one, last] = word else { return None };
    Some(match [one.to_ascii_lowercase(), last.to_ascii_lowercase()] {
        [b'e', b'n'] => "token",
        [b'e', b't'] => "secret",
        [b'e', b'r'] => "bearer",
        [b'i', b'c'] => "basic",
        [b'h', b'a'] => "senha",
        [b'r', b'd'] => "password",
        [b'e', b'y'] => "apikey",
        [b'r', b'e'] => "signature",
        [b'o', b'n'] => "authorization",
        _ => return None,
    })
}

fn is_secret_name(word: &[u8]) -> bool {
    secret_name(word).is_some_and(|name| {
        let end = word.len().checked_sub(name.len()).and_then(|start| word.get(start..));
        end.is_some_and(|end| is_same_word(end, name))
    })
}

/// `token=abc123…`, `Bearer abc123…`: the value is masked, the name is kept.
#[inline(never)]
fn named_secret(bytes: &[u8], at: usize, length: usize) -> Seen {
    let end = at + length;
    let mut start = end + run(bytes, end, GAP);
    while bytes.get(start) == Some(&b'%') && is_percent_encoded(bytes, start) {
        start += 3;
    }
    match token(bytes, start) {
        secret @ Secret(_) if start > end => secret,
        _ => Nothing(length),
    }
}

/// A token: 8 characters or more and a digit among them; so the "expired" of "token expired" stays.
#[inline(never)]
fn token(bytes: &[u8], start: usize) -> Seen {
    let length = run(bytes, start, TOKEN);
    let mut end = start + length;
    // The full stop of a sentence is no part of a token.
    if bytes.get(start..end).is_some_and(|value| value.ends_with(b".")) {
        end -= 1;
    }
    let value = bytes.get(start..end).unwrap_or_default();
    if value.len() < 8 || !value.iter().any(u8::is_ascii_digit) {
        return Nothing(length);
    }
    while bytes.get(end) == Some(&b'=') {
        end += 1;
    }
    Secret(start..end)
}

/// What stands for another character in a URL (RFC 3986, section 2.1): the `@` of an e-mail address,
/// or one that ends a word.
fn percent(bytes: &[u8], kept: usize, at: usize) -> Seen {
    if bytes.get(at + 1..at + 3) == Some(b"40") {
        email(bytes, kept, at, 3)
    } else if !is_percent_encoded(bytes, at) {
        Nothing(1)
    } else if let secret @ Secret(_) = number(bytes, at + 1) {
        // A percent sign, and behind it a number whose first digits look like an escape.
        secret
    } else {
        Nothing(3)
    }
}

#[inline(never)]
fn is_percent_encoded(bytes: &[u8], at: usize) -> bool {
    bytes.get(at + 1..at + 3).is_some_and(|code| all(code, HEX))
}

/// An e-mail address around the `@` at `at`, whose sign is longer in a URL. What is longer than RFC
/// 5321 allows is masked as a whole, because a rest would look like something else.
#[inline(never)]
fn email(bytes: &[u8], kept: usize, at: usize, sign: usize) -> Seen {
    let start = at + sign;
    let mut domain = run(bytes, start, DOMAIN);
    let after = |length| bytes.get(start..start + length).unwrap_or_default();
    while after(domain).ends_with(b".") {
        domain -= 1;
    }
    if !after(domain).contains(&b'.') {
        return Nothing(sign);
    }
    // Backwards, but not past `kept`: a part that is found ends up before it, so no byte is looked
    // at for two addresses.
    let before = bytes.get(kept..at).unwrap_or_default();
    let local = before.iter().rev().take_while(|&&byte| is(byte, LOCAL)).count();
    if local == 0 {
        return Nothing(sign);
    }
    // Both classes hold all that is outside ASCII, so no character is cut.
    Secret(at - local..start + domain)
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
            ("CNPJ 12345678000190", "CNPJ ***"), // whatever its check digits
            ("CNPJ 12.ABC.345/01DE-35!", "CNPJ ***!"),
            ("key ana.maria+pix@example.com.br not found", "key *** not found"),
            ("joão@exemplo.com.br, maria@exemplo.com", "***, ***"),
            ("to ana@example.com. Or bia@example.com...", "to ***. Or ***..."),
            ("ana-maria_1@minha-loja.com.br", "***"),
            ("call +55 11 91234-5678 now", "call *** now"),
            ("call (11) 91234-5678, (11) 3456-7890", "call ***, ***"),
            ("+5511912345678, +290 22345", "***, ***"),
            ("+5511912345678% 10", "***% 10"),
            ("5511912345678", "***"),
            ("11 91234-5678", "***"),
            ("91234-5678", "***"),
            ("91234-5678.1", "***.1"),
            ("55 11 91234-5678", "***"),
            ("key 123e4567-e89b-12d3-a456-426614174000?", "key ***?"),
            ("key (123e4567-e89b-12d3-a456-426614174000)", "key (***)"),
            ("1 + 123e4567-e89b-12d3-a456-426614174000", "1 + ***"),
            ("(12.ABC.345/01DE-35)", "(***)"),
            ("12 12.345.ABC/01DE-35", "12 ***"),
            ("1-123e4567-e89b-12d3-a456-426614174000", "1-***"),
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
            // As people and programs write them.
            ("CPF 123456789-09, 123 456 789 09", "CPF ***, ***"),
            ("CNPJ 12345678/0001-95", "CNPJ ***"),
            ("CNPJ 12ABC34501DE35, 12abc34501de35", "CNPJ ***, ***"),
            ("CNPJ 20251212000159", "CNPJ ***"), // a date, but for its check digits
            ("(11) 912345678, 11 912345678, (11) 34567890", "***, ***, ***"),
            ("(011) 91234-5678, 011 91234-5678", "***, ***"),
            ("+55 (11) 91234-5678, 55 (11) 91234-5678", "***, ***"),
            ("55(11)91234-5678, 11 - 91234-5678", "***, ***"),
            ("+1 415 555-2671", "***"),
            ("card 3056 930902 5904", "card ***"),
            ("5555555555554444, 4222222222222, 6011000990139424", "***, ***, ***"),
            // In quotation marks and behind letters outside ASCII.
            ("“12345678909”", "“***”"),
            ("CPF nº12345678909", "CPF nº***"),
            ("«123e4567-e89b-12d3-a456-426614174000»", "«***»"),
            ("não:4111111111111111–", "não:***–"),
            // In a URL.
            ("/keys/ana%40example.com?x=1", "/keys/***?x=1"),
            ("/keys/ana%2Bpix%40example.com", "/keys/***"),
            ("/keys/%2B5511912345678", "/keys/%2B***"),
            ("?q=123%20456%20789%2009&p=%2B55%20(11)%2091234-5678", "?q=***&p=%2B***"),
            ("?cnpj=12345678%2F0001-95", "?cnpj=***"),
            ("?cpf=12345678909&cnpj=12.345.678%2F0001-95", "?cpf=***&cnpj=***"),
            ("?cnpj=12.ABC.345%2F01DE-35", "?cnpj=***"),
            ("?token=abc12345, token%3Dabc12345", "?token=***, token%3D***"),
            // Behind another number.
            ("(12.ABC.345/01DE-35)", "(***)"),
            ("5 12.ABC.345/01DE-35, 5 12ABC34501DE35", "5 ***, 5 ***"),
            ("2 123e4567-e89b-12d3-a456-426614174000", "2 ***"),
            ("1.5 0123456789abcdef0123456789abcdef", "1.5 ***"),
            ("+ 3 12345678909", "+ 3 ***"),
            // Tokens.
            ("DigitalSignature: abcdef0123", "DigitalSignature: ***"),
            ("senha abc12345, userPassword=abc12345", "senha ***, userPassword=***"),
            ("a%12345678909, a%2012345678909", "a%***, a%20***"),
            ("apiKey: abc12345, Authorization: abc12345", "apiKey: ***, Authorization: ***"),
            ("X-Secret-Token [abc12345]", "X-Secret-Token [***]"),
            ("<token>abc12345</token>", "<token>***</token>"),
            (r#"{\"token\":\"abc12345\"}"#, r#"{\"token\":\"***\"}"#),
            ("Basic dXNlcjpwYXNzd29yZDE=", "Basic ***"),
            ("Bearer abc/123.def~456+ghi", "Bearer ***"),
            ("eyJhbGciOiJkaXIifQ..48V1_ALb6US04U3b.5eym8.XFBo!", "***!"),
            ("eyJhbGciOiJIUzI1NiJ9", "***"),
        ] {
            assert_eq!(mask(text), masked, "{text}");
            assert!(has_secret(text.as_bytes()), "{text}");
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
            "eyJ0, eyJabcdefgh",
            "pedido 123456789 12, 20251212 0855 04",
            "1733993704000123, 1733993704000, 20251212085504123",
            "100% of 50%, %zz, %4",
            "12ABC34501DE36, TX123456789012, PAYMENT0012345",
            "txid 7978c0c97ea847e78e8849634473c1f1x",
            "12345678909x, 123e4567-e89b-12d3-a456-426614174000x",
            "TOKEN_LIMIT_1000",
            "123 -- 456 789 09",
            "1234.5678.1234.5678, 91234.5678",
            "ZIP 12345-6789",
            "4111111111111112", // no card, by its check digit
            "CASH_IN_NOT_PAID, HTTP 422, 99.99%",
            "payee.destination.bankAccount.branch: 0001",
            "192.168.0.1:8443, 10.0.0.255",
            "“Saldo insuficiente”: são R$ 1.000,00 – e não R$ 10.000,00",
        ] {
            assert!(
                matches!(mask(text), Cow::Borrowed(same) if same == text),
                "{text}: {}",
                mask(text)
            );
            assert!(!has_secret(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn one_looks_next_at_what_may_belong_to_the_next_digit_or_at_sign() {
        for (text, at, next) in [
            // Too short to be worth it.
            ("", 0, 0),
            ("abc", 0, 0),
            ("abc$ef1", 0, 0),
            // Nothing is left to look for.
            ("abcdefgh", 0, 8),
            ("abcdefghijk", 1, 11),
            // All of it may belong.
            ("abcdefgh1", 0, 0),
            ("token: abcdefgh1", 0, 0),
            ("token%3A abcdefgh1", 0, 0),
            // Behind the last byte that belongs to nothing.
            ("abcdefg$h1", 0, 8),
            ("abcdefghij!k1", 0, 11),
            ("$abc$abcdefgh@example.com", 0, 5),
            ("é abcdefgh1", 0, 2),
            ("R$ 500.00 exceeds the R$ 100.00", 0, 2),
            ("R$ 500.00 exceeds the R$ 100.00", 9, 24),
        ] {
            assert_eq!(skip_to_clue(text.as_bytes(), at), next, "{text}");
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
    fn an_address_of_any_length_is_masked_as_a_whole() {
        for length in [63, 64, 65, 254, 255, 256, 1000] {
            let part = "m".repeat(length);
            for (text, masked) in [
                (format!("to {part}@example.com now"), "to *** now"),
                (format!("to ana@{part}.example now"), "to *** now"),
                (format!("to ana@example.{part}, now"), "to ***, now"),
            ] {
                assert_eq!(mask(&text), masked, "{length}");
            }
        }
    }

    #[test]
    fn masking_again_changes_nothing() {
        let text = "ana@example.com, 123.456.789-09, Bearer abc12345, +55 11 91234-5678";
        let once = mask(text).into_owned();
        assert_eq!(mask(&once), once);
    }
}
