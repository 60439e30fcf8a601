//! The names of members, and how they are told apart: by one comparison of eight bytes at once.
#![allow(clippy::inline_always)] // what is asked for every member

use crate::body::Text;
use crate::json::Scanner;
#[cfg(feature = "lines")]
use crate::lines::RecordName;
use crate::span::Span;

/// The names of members that anything is done with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Name {
    Code,
    Text(Text),
    Status,
    Failure,
    Data,
    Errors,
    Field,
    /// Of a record of a log.
    #[cfg(feature = "lines")]
    Record(RecordName),
    Other,
}

/// The names that a body's members have.
const NAMES: [(&[u8], Name); 12] = [
    (b"code", Name::Code),
    (b"type", Name::Text(Text::Type)),
    (b"data", Name::Data),
    (b"title", Name::Text(Text::Title)),
    (b"field", Name::Field),
    (b"status", Name::Status),
    (b"detail", Name::Text(Text::Detail)),
    (b"errors", Name::Errors),
    (b"message", Name::Text(Text::Message)),
    (b"failure", Name::Failure),
    (b"instance", Name::Text(Text::Instance)),
    (b"timestamp", Name::Text(Text::Timestamp)),
];

impl Name {
    /// The name of a span, escapes resolved.
    pub(crate) fn of(span: Span, scanner: &Scanner<'_>) -> Self {
        if span.is_escaped() {
            Self::of_bytes(&scanner.unescaped(span))
        } else {
            Self::of_bytes(scanner.raw(span))
        }
    }

    /// The name that stands from `start` to `end`, without escapes.
    #[inline(always)]
    pub(crate) fn at(bytes: &[u8], start: usize, end: usize) -> Option<Self> {
        let name = bytes.get(start..end)?;
        let rest = bytes.get(start..)?;
        let Some(first) = rest.first_chunk() else { return Some(Self::of_bytes(name)) };
        let first = u64::from_le_bytes(*first);
        let is_shorter = name.len() < 8;
        let first = if is_shorter { first & !(u64::MAX << (8 * name.len())) } else { first };
        Some(Self::of_word(first, name))
    }

    #[inline(never)] // one copy
    fn of_bytes(name: &[u8]) -> Self {
        Self::of_word(first_eight(name), name)
    }

    /// The name by its [first eight bytes](first_eight) and itself.
    #[inline(always)]
    fn of_word(first: u64, name: &[u8]) -> Self {
        let known = KNOWN.get(slot(first)).filter(|known| known.is(first, name));
        known.map_or_else(|| Self::of_others(name), |known| known.name)
    }

    #[cfg_attr(not(feature = "lines"), allow(unused_variables))] // a body has no others
    fn of_others(name: &[u8]) -> Self {
        #[cfg(feature = "lines")]
        if let Some(name) = RecordName::of(name) {
            return Self::Record(name);
        }
        Self::Other
    }

    /// Whether a value that is an object or a list is read, and not skipped.
    #[inline(always)]
    pub(crate) fn may_hold_members(self) -> bool {
        #[cfg(feature = "lines")]
        if self == Self::Record(RecordName::Body) {
            return true;
        }
        matches!(self, Self::Failure | Self::Data | Self::Errors)
    }
}

/// A name, by what it is compared with.
#[derive(Clone, Copy)]
struct Known {
    first: u64,
    length: u8,
    last: u8,
    name: Name,
}

impl Known {
    /// No name is longer than nine bytes, so the first eight and the last one are all of them.
    #[inline(always)]
    fn is(&self, first: u64, name: &[u8]) -> bool {
        self.first == first
            && usize::from(self.length) == name.len()
            && name.last() == Some(&self.last)
    }
}

/// So many slots that no two names share one.
const SLOTS: usize = 16;

/// The slot of a name, by its first four bytes.
#[inline(always)]
#[allow(clippy::cast_possible_truncation)] // the lower half
const fn slot(first: u64) -> usize {
    ((first as u32).wrapping_mul(11615) >> 28) as usize
}

/// The first eight bytes of a name as one number, the first in the lowest place, zeros behind.
const fn first_eight(name: &[u8]) -> u64 {
    let mut word = 0;
    let mut place = 0;
    let mut rest = name;
    while let [byte, behind @ ..] = rest
        && place < 64
    {
        word |= (*byte as u64) << place;
        place += 8;
        rest = behind;
    }
    word
}

static KNOWN: [Known; SLOTS] = {
    let mut known = [Known { first: 0, length: 0, last: 0, name: Name::Other }; SLOTS];
    let mut index = 0;
    #[allow(clippy::indexing_slicing, clippy::cast_possible_truncation)] // it runs in the compiler
    while index < NAMES.len() {
        let (text, name) = NAMES[index];
        let first = first_eight(text);
        let slot = slot(first);
        assert!(known[slot].length == 0, "two names share a slot: change the factor of `slot`");
        assert!(text.len() <= 9, "a name is longer than what is compared: change `Known`");
        known[slot] = Known { first, length: text.len() as u8, last: text[text.len() - 1], name };
        index += 1;
    }
    known
};

#[cfg(test)]
mod tests {
    use super::*;

    /// What is found of a name alone, and of one in a text.
    fn found(name: &[u8]) -> Name {
        let alone = Name::of_bytes(name);
        for behind in ["", "\":1}", "\":\"code\",\"type\":\"longer than eight\""] {
            let text = [b"{\"", name, behind.as_bytes()].concat();
            assert_eq!(Name::at(&text, 2, 2 + name.len()), Some(alone), "{name:?} {behind}");
        }
        alone
    }

    #[test]
    fn each_name_is_found_and_none_that_is_nearly_it() {
        for (text, name) in NAMES {
            assert_eq!(found(text), name);
            for length in 0..text.len() {
                assert_ne!(found(&text[..length]), name, "{length} of {text:?}");
            }
            for byte in [0, b'a', b's', b'"', 0x80] {
                let longer = [text, &[byte]].concat();
                assert_ne!(found(&longer), name, "{longer:?}");
            }
            for place in 0..text.len() {
                let mut other = text.to_vec();
                other[place] ^= 0x20;
                assert_ne!(found(&other), name, "{other:?}");
            }
        }
    }

    #[test]
    fn a_place_outside_the_text_has_no_name() {
        for (start, end) in [(2, 1), (0, 5), (5, 5), (5, 6)] {
            assert_eq!(Name::at(b"code", start, end), None, "{start} {end}");
        }
    }
}
