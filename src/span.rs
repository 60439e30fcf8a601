//! Where a text stands in a body, in place of the text.
#![allow(clippy::inline_always)] // what is asked for every member

use std::borrow::Cow;

use crate::escape::unescape;

/// Where a string's content stands, without its quotes.
///
/// The lower half is where it starts, the upper one where it ends, whose highest bit says that there
/// are `\` escapes, which must be resolved to read the content. One number, because that is handed
/// on in a register; and the boundary hands it over in place.
///
/// A content never starts at 0, where its quote would have to stand before; so an absent one is 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(transparent)]
pub(crate) struct Span(u64);

impl Span {
    /// No such text.
    pub(crate) const ABSENT: Self = Self(0);
    const ESCAPED: u32 = 1 << 31;

    pub(crate) fn new(start: usize, end: usize, escaped: bool) -> Self {
        // Bodies are at most 1 MiB long; in a longer text nothing would be found.
        let (Ok(start), Ok(end @ ..Self::ESCAPED)) = (u32::try_from(start), u32::try_from(end))
        else {
            return Self::ABSENT;
        };
        let end_and_escaped = end | if escaped { Self::ESCAPED } else { 0 };
        Self(u64::from(end_and_escaped) << 32 | u64::from(start))
    }

    pub(crate) fn is_absent(self) -> bool {
        self.0 == 0
    }

    pub(crate) fn is_escaped(self) -> bool {
        self.end_and_escaped() & Self::ESCAPED != 0
    }

    /// Itself, if it is there.
    pub(crate) fn some(self) -> Option<Self> {
        (!self.is_absent()).then_some(self)
    }

    #[allow(clippy::cast_possible_truncation)] // the lower half
    fn start(self) -> usize {
        self.0 as u32 as usize
    }

    fn end(self) -> usize {
        (self.end_and_escaped() & !Self::ESCAPED) as usize
    }

    fn end_and_escaped(self) -> u32 {
        (self.0 >> 32) as u32
    }

    /// The same content counted in other units.
    #[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))] // only the boundary asks
    pub(crate) fn map(self, units_before: impl Fn(usize) -> usize) -> Self {
        Self::new(units_before(self.start()), units_before(self.end()), self.is_escaped())
    }

    /// The content as it is written, escapes and all.
    #[inline(always)]
    pub(crate) fn raw(self, bytes: &[u8]) -> &[u8] {
        bytes.get(self.start()..self.end()).unwrap_or_default()
    }

    /// The content as text; bytes that are not UTF-8 and lone surrogates become U+FFFD.
    pub(crate) fn text(self, bytes: &[u8]) -> Cow<'_, str> {
        let raw = self.raw(bytes);
        if self.is_escaped() {
            Cow::Owned(String::from_utf8_lossy(&unescape(raw)).into_owned())
        } else {
            String::from_utf8_lossy(raw)
        }
    }

    /// The content is white space at most.
    #[cfg_attr(not(target_feature = "simd128"), inline(always))]
    pub(crate) fn is_blank(self, bytes: &[u8]) -> bool {
        let is_text = |&first: &u8| first > b' ' && first != b'\\';
        !self.raw(bytes).first().is_some_and(is_text) && self.is_blank_throughout(bytes)
    }

    #[inline(never)] // the rarer case
    fn is_blank_throughout(self, bytes: &[u8]) -> bool {
        self.unescaped(bytes).iter().all(u8::is_ascii_whitespace)
    }

    /// The content as bytes, for a comparison with ASCII.
    #[cfg_attr(not(target_feature = "simd128"), inline(always))]
    pub(crate) fn unescaped(self, bytes: &[u8]) -> Cow<'_, [u8]> {
        let raw = self.raw(bytes);
        if self.is_escaped() { Cow::Owned(unescape(raw)) } else { Cow::Borrowed(raw) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Scanner;

    #[test]
    fn only_a_text_with_escapes_is_copied() {
        for (json, is_copied) in [(r#""plain""#, false), (r#""a\u0062""#, true)] {
            let span = Scanner::new(json.as_bytes(), 0).text();
            assert_eq!(matches!(span.text(json.as_bytes()), Cow::Owned(_)), is_copied, "{json}");
            let bytes = span.unescaped(json.as_bytes());
            assert_eq!(matches!(bytes, Cow::Owned(_)), is_copied, "{json}");
        }
    }

    #[test]
    fn a_text_of_white_space_is_blank_escaped_or_not() {
        for (json, is_blank) in [
            (r#""""#, true),
            (r#""  ""#, true),
            (r#""\u0020\t\n""#, true),
            (r#""\u0041""#, false),
            (r#"" a""#, false),
            (r#""é""#, false),
        ] {
            let span = Scanner::new(json.as_bytes(), 0).text();
            assert_eq!(span.is_blank(json.as_bytes()), is_blank, "{json}");
        }
    }

    #[test]
    fn a_span_in_other_units_is_of_the_same_text() {
        for is_escaped in [false, true] {
            let in_bytes = Span::new(5, 9, is_escaped);
            assert_eq!(in_bytes.map(|offset| offset - 2), Span::new(3, 7, is_escaped));
        }
    }
}
