//! What most of a line is: members without white space and without escapes, one behind the other.
//!
//! They are read with few questions asked. Whatever is not plain is left to the scanner, which alone
//! decides what is JSON.
#![allow(clippy::inline_always)] // the place in a line stays in a register

use crate::json::{Scalar, Scanner};
use crate::name::Name;
use crate::sixteen::Sixteen;
use crate::span::Span;

/// A place in a line from which plain members are read.
///
/// It is a value of its own, and not the scanner, so that it stays in a register.
#[derive(Clone, Copy)]
pub(super) struct Plain<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Plain<'a> {
    /// Goes on where the scanner is.
    #[inline(always)]
    pub(super) fn behind(scanner: &Scanner<'a>) -> Self {
        Self { bytes: scanner.bytes(), at: scanner.at() }
    }

    /// Reads a member's name, by the scanner if it is not plain, and its value if that is plain;
    /// else the value is what the scanner reads next. `None` at the end of the object.
    ///
    /// `first` is true directly behind the opening brace.
    #[inline(always)]
    pub(super) fn member(
        &mut self,
        first: bool,
        scanner: &mut Scanner<'a>,
    ) -> Option<(Name, Option<Scalar>)> {
        let name = if let Some((name, at)) = self.name(first) {
            self.at = at;
            name
        } else {
            scanner.go_on_at(self.at);
            let name = Name::of(scanner.member(first)?, scanner);
            self.at = scanner.at();
            name
        };
        let value = if name.may_hold_members() { None } else { self.scalar() };
        if value.is_none() {
            scanner.go_on_at(self.at);
        }
        Some((name, value))
    }

    /// A member's name, and where its value is.
    #[inline(always)]
    fn name(self, first: bool) -> Option<(Name, usize)> {
        let comma = if first { self.at } else { self.skip(b',', self.at)? };
        let start = self.skip(b'"', comma)?;
        let end = self.end_of_text(start)?;
        let value = self.skip(b':', end + 1)?;
        Some((Name::at(self.bytes, start, end)?, value))
    }

    #[inline(always)]
    fn scalar(&mut self) -> Option<Scalar> {
        let start = self.at;
        match *self.bytes.get(start)? {
            b'"' => {
                let end = self.end_of_text(start + 1)?;
                self.at = end + 1;
                Some(Scalar::Text(Span::new(start + 1, end, false)))
            }
            b'1'..=b'9' => {
                let mut end = start + 1;
                while self.bytes.get(end)?.is_ascii_digit() {
                    end += 1;
                }
                // Else there may be a fraction.
                if !matches!(*self.bytes.get(end)?, b',' | b'}') {
                    return None;
                }
                self.at = end;
                Some(Scalar::Integer(Span::new(start, end, false)))
            }
            _ => None,
        }
    }

    #[inline(always)]
    fn skip(self, byte: u8, at: usize) -> Option<usize> {
        (*self.bytes.get(at)? == byte).then_some(at + 1)
    }

    /// Where the closing quote is of a text that begins at `at`.
    #[inline(always)]
    fn end_of_text(self, mut at: usize) -> Option<usize> {
        loop {
            let rest = self.bytes.get(at..)?;
            let specials = if let Some(chunk) = rest.first_chunk() {
                Sixteen::of(chunk).specials().high_bits()
            } else {
                // The last bytes, with some that were read before.
                let before = 16 - rest.len();
                let specials =
                    Sixteen::of(self.bytes.last_chunk()?).specials().high_bits() >> before;
                if specials == 0 {
                    return None;
                }
                specials
            };
            if specials != 0 {
                let end = at + specials.trailing_zeros() as usize;
                return (*self.bytes.get(end)? == b'"').then_some(end);
            }
            at += 16;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::Text;

    #[test]
    fn plain_members_are_read_without_the_scanner() {
        for (line, end) in [
            // Texts that end in sixteen bytes behind which there are more, and in the last ones.
            (r#"{"status":503,"code":"4001","title":"x","detail":null}"#, 38),
            (r#"{"status":503,"code":"4001","title":"more than sixteen"}"#, 54),
        ] {
            let mut scanner = Scanner::new(line.as_bytes(), 1);
            let mut plain = Plain::behind(&scanner);
            for (is_first, name, value) in [
                (true, Name::Status, Scalar::Integer(Span::new(10, 13, false))),
                (false, Name::Code, Scalar::Text(Span::new(22, 26, false))),
                (false, Name::Text(Text::Title), Scalar::Text(Span::new(37, end, false))),
            ] {
                let member = plain.member(is_first, &mut scanner);
                assert!(member == Some((name, Some(value))), "{line}: {value:?}");
                assert_eq!(scanner.at(), 1, "{line}: {value:?}");
            }
        }
    }

    #[test]
    fn what_is_not_plain_is_left_to_the_scanner() {
        for line in [
            r#"{ "title":"a title"}"#,
            r#"{"title" :"a title"}"#,
            r#"{"title": "a title"}"#,
            r#"{"title":"a \"title"}"#,
            r#"{"title":503.5,"code":"4001"}"#,
            r#"{"errors":[],"code":"4001"}"#,
        ] {
            let mut scanner = Scanner::new(line.as_bytes(), 1);
            let mut plain = Plain::behind(&scanner);
            let value = plain.member(true, &mut scanner).and_then(|(_, value)| value);
            assert!(value.is_none() || scanner.at() > 1, "{line}");
        }
    }
}
