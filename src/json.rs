//! A validating, single-pass scanner of JSON text (RFC 8259) that leaves positions, not values.
//!
//! Why not a JSON crate: an error body has nine members that matter. Leaving offsets into the
//! bytes costs no allocation, a third of the time of `serde_json` and a quarter of its size in
//! the module. Nothing here recurses, whatever the nesting.
//!
//! Where there is SIMD most bodies and lines are plain, and read another way (`plain_body.rs`,
//! `lines/plain.rs`): there this one reads the others, and alone decides what is JSON, and size
//! counts. Elsewhere, so in the JavaScript that is made of the core, it reads all, and what is read
//! for every string is inlined on purpose (the build of the package inlines little).
#![allow(clippy::inline_always)] // of what is read for every string, as said

use std::borrow::Cow;

use crate::escape::escape_length;
use crate::nesting::{Container, Nesting};
#[cfg(target_feature = "simd128")]
use crate::sixteen::Sixteen;
use crate::span::Span;
use crate::swar;

/// Reads from the front to the back; every method leaves the scanner behind what it read.
///
/// What is no JSON is noted, and nothing is read from there on: every loop ends, and whoever asks
/// [`Scanner::is_whole`] at the end learns of it. (Results at every step would be half of the code.)
pub(crate) struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
    has_failed: bool,
    /// The bits that are set in the bytes of the strings so far, and in what stands behind a string:
    /// a high bit says that there is more than ASCII.
    seen_bits: u64,
}

impl<'a> Scanner<'a> {
    /// A scanner of `bytes` from offset `at` on.
    pub(crate) fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at, has_failed: false, seen_bits: 0 }
    }

    /// The offset of what is read next.
    #[cfg(feature = "lines")]
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Goes on at another offset, up to which all is known to be JSON.
    #[cfg(feature = "lines")]
    pub(crate) fn go_on_at(&mut self, at: usize) {
        self.at = at;
    }

    /// All the bytes.
    pub(crate) fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The bytes of a span as they are written.
    pub(crate) fn raw(&self, span: Span) -> &'a [u8] {
        span.raw(self.bytes)
    }

    /// The bytes of a span with its escapes resolved.
    pub(crate) fn unescaped(&self, span: Span) -> Cow<'a, [u8]> {
        span.unescaped(self.bytes)
    }

    /// Whether a text that [is whole](Self::is_whole) is ASCII: outside strings JSON is ASCII anyhow.
    pub(crate) fn is_ascii(&self) -> bool {
        self.seen_bits & swar::HIGH_BITS == 0
    }

    /// The next byte that is no white space, not consumed.
    #[inline(always)]
    pub(crate) fn peek(&mut self) -> Option<u8> {
        loop {
            let byte = *self.bytes.get(self.at)?;
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(byte);
            }
            self.at += 1;
        }
    }

    /// Consumes `byte` if it comes next, after white space.
    #[cfg_attr(not(target_feature = "simd128"), inline(always))]
    pub(crate) fn take(&mut self, byte: u8) -> bool {
        let next = self.peek() == Some(byte);
        self.at += usize::from(next);
        next
    }

    /// Only white space is left.
    pub(crate) fn at_end(&mut self) -> bool {
        self.peek().is_none()
    }

    /// All was JSON, and nothing is left.
    pub(crate) fn is_whole(&mut self) -> bool {
        self.at_end() && !self.has_failed
    }

    #[cold]
    fn fail(&mut self) {
        self.has_failed = true;
        self.at = self.bytes.len();
    }

    /// Reads the next member's name and its colon; `None` at the end of the object.
    ///
    /// `first` is true directly behind the opening brace.
    #[inline(always)]
    pub(crate) fn member(&mut self, first: bool) -> Option<Span> {
        if self.take(b'}') {
            return None;
        }
        if !first {
            self.expect(b',');
        }
        self.name().some()
    }

    /// Moves to the next element of an array; `false` at its end.
    ///
    /// `first` is true directly behind the opening bracket.
    pub(crate) fn element(&mut self, first: bool) -> bool {
        if self.take(b']') {
            return false;
        }
        if !first {
            self.expect(b',');
        }
        !self.has_failed
    }

    /// Reads a string or a number; any other value is skipped.
    pub(crate) fn scalar(&mut self) -> Scalar {
        match self.peek() {
            Some(b'"') => Scalar::Text(self.string()),
            Some(b'-' | b'0'..=b'9') => {
                let start = self.at;
                let is_integer = self.skip_number();
                let span = Span::new(start, self.at, false);
                if is_integer { Scalar::Integer(span) } else { Scalar::Other }
            }
            _ => {
                self.skip_value();
                Scalar::Other
            }
        }
    }

    /// Reads a string; any other value is skipped and absent.
    #[inline(never)]
    pub(crate) fn text(&mut self) -> Span {
        if self.peek() == Some(b'"') {
            return self.string();
        }
        self.skip_value();
        Span::ABSENT
    }

    /// Reads a string, whose quote comes next.
    #[inline(never)] // one copy
    fn string(&mut self) -> Span {
        self.at += 1;
        self.string_content()
    }

    /// Skips one value, whatever it is.
    #[inline(never)]
    pub(crate) fn skip_value(&mut self) {
        let mut nesting = Nesting::default();
        loop {
            self.open_or_skip(&mut nesting);
            // A value has ended, or a container was opened that is not empty.
            while !nesting.just_opened {
                let Some(container) = nesting.innermost() else { return };
                if self.take(b',') {
                    if container == Container::Object {
                        self.name();
                    }
                    break;
                }
                self.expect(container.closing());
                nesting.pop();
            }
            nesting.just_opened = false;
            if self.has_failed {
                return;
            }
        }
    }

    fn open_or_skip(&mut self, nesting: &mut Nesting) {
        match self.peek() {
            Some(b'{') => {
                self.at += 1;
                if !self.take(b'}') {
                    self.name();
                    nesting.push(Container::Object);
                }
            }
            Some(b'[') => {
                self.at += 1;
                if !self.take(b']') {
                    nesting.push(Container::Array);
                }
            }
            Some(b't') => self.literal(b"true"),
            Some(b'f') => self.literal(b"false"),
            Some(b'n') => self.literal(b"null"),
            Some(b'"') => {
                self.string();
            }
            _ => {
                self.skip_number();
            }
        }
    }

    #[cfg_attr(not(target_feature = "simd128"), inline(always))]
    fn expect(&mut self, byte: u8) {
        if !self.take(byte) {
            self.fail();
        }
    }

    /// Reads a member's name and its colon; absent if there is none.
    #[inline(never)]
    fn name(&mut self) -> Span {
        self.expect(b'"');
        let name = self.string_content();
        self.expect(b':');
        if self.has_failed { Span::ABSENT } else { name }
    }

    fn literal(&mut self, word: &[u8]) {
        if self.rest().starts_with(word) {
            self.at += word.len();
        } else {
            self.fail();
        }
    }

    /// Skips a number; tells whether it is written as an integer.
    fn skip_number(&mut self) -> bool {
        if let Some((end, is_integer)) = behind_number(self.bytes, self.at) {
            self.at = end;
            return is_integer;
        }
        self.fail();
        false
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Reads to the closing quote; the opening one is consumed.
    #[cfg_attr(not(target_feature = "simd128"), inline(always))]
    fn string_content(&mut self) -> Span {
        let start = self.at;
        let special = self.skip_to_special();
        let end = self.at;
        if special == b'"' {
            self.at += 1;
            return Span::new(start, end, false);
        }
        self.escaped_content(start, special)
    }

    /// The same behind the first character that is not itself.
    #[inline(never)]
    fn escaped_content(&mut self, start: usize, mut special: u8) -> Span {
        // Anything but an escape is a control character, or the end: a quote is missing.
        while special == b'\\'
            && let Some(length) = escape_length(self.rest())
        {
            self.at += length;
            special = self.skip_to_special();
            if special == b'"' {
                let end = self.at;
                self.at += 1;
                return Span::new(start, end, true);
            }
        }
        self.fail();
        Span::ABSENT
    }

    /// Moves to the next quote, backslash or control character and gives it; at the end of the bytes
    /// it is 0, which is a control character too.
    #[cfg(target_feature = "simd128")]
    fn skip_to_special(&mut self) -> u8 {
        while let Some(chunk) = self.rest().first_chunk() {
            let bytes = Sixteen::of(chunk);
            if bytes.high_bits() != 0 {
                self.seen_bits = swar::HIGH_BITS;
            }
            let specials = bytes.specials().high_bits();
            if specials != 0 {
                self.at += specials.trailing_zeros() as usize;
                break;
            }
            self.at += 16;
        }
        self.skip_to_special_slowly()
    }

    /// The same eight bytes at a time.
    #[cfg(not(target_feature = "simd128"))]
    #[inline(always)]
    fn skip_to_special(&mut self) -> u8 {
        while let Some(chunk) = self.rest().first_chunk::<8>() {
            let word = u64::from_le_bytes(*chunk);
            self.seen_bits |= word;
            let special = swar::special_in_string(word);
            if special == 0 {
                self.at += 8;
            } else {
                // The bit is the highest of its byte.
                let before = special.trailing_zeros() - 7;
                self.at += before as usize / 8;
                let [byte, ..] = (word >> before).to_le_bytes();
                return byte;
            }
        }
        self.skip_to_special_slowly()
    }

    /// The same in the last bytes, one by one.
    #[inline(never)]
    fn skip_to_special_slowly(&mut self) -> u8 {
        loop {
            let byte = self.bytes.get(self.at).copied().unwrap_or(0);
            if matches!(byte, b'"' | b'\\' | 0..=0x1f) {
                return byte;
            }
            self.seen_bits |= u64::from(byte);
            self.at += 1;
        }
    }
}

/// Where a number ends, and whether it is written as an integer; `None` if there is none.
#[inline(never)]
fn behind_number(bytes: &[u8], mut at: usize) -> Option<(usize, bool)> {
    let is = |at, wanted: [u8; 2]| bytes.get(at).is_some_and(|byte| wanted.contains(byte));
    at += usize::from(is(at, *b"--"));
    at = if is(at, *b"00") { at + 1 } else { behind_digits(bytes, at)? };
    let has_fraction = is(at, *b"..");
    if has_fraction {
        at = behind_digits(bytes, at + 1)?;
    }
    let has_exponent = is(at, *b"eE");
    if has_exponent {
        at += 1;
        at += usize::from(is(at, *b"+-"));
        at = behind_digits(bytes, at)?;
    }
    Some((at, !has_fraction && !has_exponent))
}

/// Where the digits end; `None` if there is none.
#[inline(never)]
fn behind_digits(bytes: &[u8], at: usize) -> Option<usize> {
    let mut end = at;
    while bytes.get(end).is_some_and(u8::is_ascii_digit) {
        end += 1;
    }
    (end > at).then_some(end)
}

/// A value that is no container, as far as it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scalar {
    Text(Span),
    /// A number written without fraction and exponent.
    Integer(Span),
    Other,
}

impl Scalar {
    /// The text; absent if it is none.
    #[inline(always)]
    pub(crate) fn text(self) -> Span {
        if let Self::Text(span) = self { span } else { Span::ABSENT }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_json(text: &[u8]) -> bool {
        let mut scanner = Scanner::new(text, 0);
        scanner.skip_value();
        scanner.is_whole()
    }

    #[test]
    fn the_grammar_of_rfc_8259_is_kept() {
        for text in [
            "{}",
            "[]",
            " [ ] ",
            "null",
            "true",
            "false",
            "0",
            "-0",
            "-1.5e+10",
            "1E3",
            "\"\"",
            r#"{"a":{"b":[1,[2,{"c":null}]]},"d":[]}"#,
            r#""\u00e9\"\\\/\b\f\n\r\t""#,
            "[1 , 2]",
            "\"\u{7f}\u{e9}\"",
            "[{},{}]",
            "[[],[[]]]",
        ] {
            assert!(is_json(text.as_bytes()), "{text}");
        }
        for text in [
            "",
            " ",
            "{",
            "[",
            "]",
            "{]",
            "[}",
            "[1,]",
            "[,1]",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{,}",
            "{a:1}",
            "01",
            "1.",
            ".5",
            "-",
            "+1",
            "1e",
            "1e+",
            "nul",
            "truee",
            "\"",
            "\"\\x\"",
            "\"\\u12g4\"",
            "\"\\u12\"",
            "\"\t\"",
            "\"\n\"",
            "'a'",
            "[1 2]",
            "{} {}",
            "1 1",
            "NaN",
            "{\"a\":1 \"b\":2}",
            "[\"a\",",
            "\"\\",
            "{\"a\" 1}",
            "\u{feff}{}",
            "//",
            "\"\u{0}\"",
        ] {
            assert!(!is_json(text.as_bytes()), "{text:?}");
        }
    }

    #[test]
    fn specials_are_found_at_every_offset_of_a_word() {
        for offset in 0..24 {
            for (special, accepted) in [("\"", true), ("\\n\"", true), ("\u{1f}\"", false)] {
                let text =
                    format!("\"{}{special}", "é".repeat(offset / 2) + &"x".repeat(offset % 2));
                assert_eq!(is_json(text.as_bytes()), accepted, "{text:?}");
            }
        }
    }

    #[test]
    #[cfg_attr(miri, ignore)] // half an hour
    fn depth_costs_no_stack() {
        for depth in [1, 63, 64, 65, 127, 128, 129, 10_000, 500_000] {
            let closed = "[".repeat(depth) + &"]".repeat(depth);
            assert!(is_json(closed.as_bytes()), "{depth}");
            assert!(!is_json("[".repeat(depth).as_bytes()), "{depth}");
            let objects = r#"{"a":["#.repeat(depth) + &"]}".repeat(depth);
            assert!(is_json(objects.as_bytes()), "{depth}");
            let crossed = r#"{"a":["#.repeat(depth) + "}" + &"]}".repeat(depth);
            assert!(!is_json(crossed.as_bytes()), "{depth}");
        }
    }

    #[test]
    fn escapes_are_resolved() {
        let text = |json: &str| {
            let mut scanner = Scanner::new(json.as_bytes(), 0);
            scanner.text().some().map(|span| span.text(json.as_bytes()).into_owned())
        };
        assert_eq!(text(r#""a\"\\\/\b\f\n\r\tz""#).as_deref(), Some("a\"\\/\u{8}\u{c}\n\r\tz"));
        assert_eq!(text(r#""\u0041\u00e9\ud83d\ude00""#).as_deref(), Some("Aé😀"));
        assert_eq!(text(r#""\ud83dx""#).as_deref(), Some("\u{fffd}x"));
        assert_eq!(text(r#""\ude00\ud83d""#).as_deref(), Some("\u{fffd}\u{fffd}"));
        assert_eq!(text(r#""A\ude00\u0041\ude00""#).as_deref(), Some("A\u{fffd}A\u{fffd}"));
        assert_eq!(text("12").as_deref(), None);
    }

    #[test]
    fn ascii_is_told_from_other_text() {
        for (json, is_ascii) in [
            (r#""abcdefghi""#, true),
            (r#""é""#, false),
            (r#"["abcdefghé"]"#, false),
            // In a word of eight bytes: with its string's end, and without.
            (r#"["é",1,2,3,4]"#, false),
            (r#"["abcdefé","abcdefghi"]"#, false),
            (r#"["éabcdefghi","abcdefghi","abcdefghi"]"#, false),
            (r#"["a\u00e9","abcdefghi"]"#, true),
        ] {
            let mut scanner = Scanner::new(json.as_bytes(), 0);
            scanner.skip_value();
            assert!(scanner.is_whole());
            assert_eq!(scanner.is_ascii(), is_ascii, "{json}");
        }
    }
}
