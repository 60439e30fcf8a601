//! Where the tokens of a JSON text stand: quotes, structural characters, the bytes of numbers.
//!
//! They are found 64 bytes at a time, each as one bit of a word, before any of them is looked at: a
//! string's end that had to be found first would be waited for. The idea is that of simdjson
//! (Langdale and Lemire, "Parsing gigabytes of JSON per second", 2019).
#![allow(clippy::inline_always)] // the hottest loop there is

use crate::body::TOKENS_ARE_FASTER;
use crate::sixteen::Sixteen;

/// So many bytes make a word.
const BLOCK: usize = 64;
/// The longest text is of 8 KiB: the scanner has all the time for longer ones. No room is taken where
/// nobody comes.
const BLOCKS: usize = if TOKENS_ARE_FASTER { 128 } else { 0 };

/// A bit for each byte of a text at which a token stands; of a number, for each of its bytes.
#[derive(Clone, Debug)]
pub(crate) struct Tokens {
    blocks: [u64; BLOCKS + 1],
    is_ascii: bool,
}

impl Tokens {
    pub(crate) const fn new() -> Self {
        Self { blocks: [0; BLOCKS + 1], is_ascii: true }
    }

    /// Whether the text that was last found to be plain is ASCII.
    pub(crate) fn is_ascii(&self) -> bool {
        self.is_ascii
    }

    /// Finds the tokens of a text that is plain; `None` for any other.
    ///
    /// In a plain text there is no backslash, so each quote begins or ends a string; no control
    /// character but newlines, and those only between strings; and it is not too long.
    #[inline(always)]
    pub(crate) fn find(&mut self, bytes: &[u8]) -> Option<Walk<'_>> {
        if bytes.len() > BLOCKS * BLOCK {
            return None;
        }
        let mut finder = Finder::new();
        let mut count = 0;
        let mut start = 0;
        let mut padded;
        while let Some(rest) = bytes.get(start..).filter(|rest| !rest.is_empty()) {
            let mut old = 0;
            let block = if let Some(block) = rest.first_chunk() {
                block
            } else if let Some(block) = bytes.last_chunk() {
                // The last bytes, with some that were looked at before.
                old = BLOCK - rest.len();
                block
            } else {
                padded = [b' '; BLOCK];
                padded.get_mut(..rest.len())?.copy_from_slice(rest);
                &padded
            };
            *self.blocks.get_mut(count)? = finder.tokens(block, old);
            count += 1;
            start += BLOCK;
        }
        // Whoever walks on finds one more token, behind the text.
        *self.blocks.get_mut(count)? = 1;
        if !finder.is_plain() {
            return None;
        }
        self.is_ascii = finder.is_ascii();
        Some(Walk { blocks: &self.blocks, at: 0, bits: *self.blocks.first()? })
    }
}

/// Goes from token to token.
pub(crate) struct Walk<'a> {
    blocks: &'a [u64; BLOCKS + 1],
    /// The block of the next token.
    at: usize,
    /// The tokens of that block that are still to come.
    bits: u64,
}

impl Walk<'_> {
    /// Where the next token stands; behind the last one comes a place that is not in the text.
    #[inline(always)]
    pub(crate) fn next(&mut self) -> Option<usize> {
        while self.bits == 0 {
            self.at += 1;
            self.bits = *self.blocks.get(self.at)?;
        }
        let place = self.at * BLOCK + self.bits.trailing_zeros() as usize;
        self.bits &= self.bits - 1;
        Some(place)
    }
}

/// What is known of the blocks so far.
struct Finder {
    /// All bits are set if the last block has ended within a string, else none.
    was_in_string: u64,
    /// Bits are set if there was a newline in a string.
    newlines_in_strings: u64,
    /// The bits that were set in the bytes, place by place.
    seen: Sixteen,
    /// The least bytes, place by place; a backslash counts as the least of all, a newline as the
    /// greatest.
    least: Sixteen,
}

impl Finder {
    #[inline(always)]
    fn new() -> Self {
        let seen = Sixteen::all(0);
        let least = Sixteen::all(0xff);
        Self { was_in_string: 0, newlines_in_strings: 0, seen, least }
    }

    /// The tokens of a block, but for its first `old` bytes, which were in the one before.
    #[inline(always)]
    fn tokens(&mut self, block: &[u8; BLOCK], old: usize) -> u64 {
        let (chunks, _) = block.as_chunks();
        let (mut quotes, mut blanks, mut newlines) = (0, 0, 0);
        for (index, chunk) in chunks.iter().enumerate() {
            let bytes = Sixteen::of(chunk);
            let place = 16 * index;
            let newline = bytes.equal(b'\n');
            quotes |= bytes.equal(b'"').high_bits() << place;
            newlines |= newline.high_bits() << place;
            blanks |= bytes.equal(b' ').or(newline).high_bits() << place;
            self.seen = self.seen.or(bytes);
            let weighed = bytes.or(newline).and_not(bytes.equal(b'\\'));
            self.least = self.least.min(weighed);
        }
        let quotes = quotes >> old;
        // From a string's opening quote to the byte before its closing one.
        let in_string = odd_so_far(quotes) ^ self.was_in_string;
        self.newlines_in_strings |= newlines >> old & in_string;
        self.was_in_string = if in_string >> (BLOCK - 1) == 0 { 0 } else { u64::MAX };
        (quotes | !(in_string | blanks >> old)) & (u64::MAX >> old)
    }

    #[inline(always)]
    fn is_plain(&self) -> bool {
        let controls_and_backslashes = self.least.at_most(0x1f).high_bits();
        self.newlines_in_strings | self.was_in_string | controls_and_backslashes == 0
    }

    #[inline(always)]
    fn is_ascii(&self) -> bool {
        self.seen.high_bits() == 0
    }
}

/// A bit is set where the number of bits up to it, itself among them, is odd.
#[inline(always)]
const fn odd_so_far(mut bits: u64) -> u64 {
    bits ^= bits << 1;
    bits ^= bits << 2;
    bits ^= bits << 4;
    bits ^= bits << 8;
    bits ^= bits << 16;
    bits ^ bits << 32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(text: &[u8]) -> Option<Vec<usize>> {
        let mut tokens = Tokens::new();
        let mut walk = tokens.find(text)?;
        let mut places = Vec::new();
        loop {
            match walk.next() {
                Some(place) if place < text.len() => places.push(place),
                _ => return Some(places),
            }
        }
    }

    /// The same, byte by byte.
    fn places_slowly(text: &[u8]) -> Option<Vec<usize>> {
        let mut places = Vec::new();
        let mut in_string = false;
        for (place, &byte) in text.iter().enumerate() {
            match byte {
                b'"' => {
                    in_string = !in_string;
                    places.push(place);
                }
                b'\n' if !in_string => {}
                b'\\' | ..b' ' => return None,
                b' ' => {}
                _ if !in_string => places.push(place),
                _ => {}
            }
        }
        (!in_string).then_some(places)
    }

    /// Texts of each length around the borders of blocks, with each byte at each place.
    #[test]
    fn tokens_are_found_at_each_place() {
        let lengths = [1, 15, 17, 63, 64, 65, 79, 128, 129];
        for length in lengths.into_iter().take(if cfg!(miri) { 3 } else { 9 }) {
            for filler in ["a", " ", "\n", "\"\"", "{", "é", "\"a b\", "] {
                let text: Vec<u8> = filler.bytes().cycle().take(length).collect();
                assert_eq!(places(&text), places_slowly(&text), "{length} {filler:?}");
                for place in 0..length {
                    for byte in [b'"', b'\\', b'\n', b'\t', 0, b' ', b'1', 0x1f, 0x7f, 0x80, 0xff] {
                        let mut text = text.clone();
                        if let Some(target) = text.get_mut(place) {
                            *target = byte;
                        }
                        let shown = String::from_utf8_lossy(&text);
                        assert_eq!(places(&text), places_slowly(&text), "{shown:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn two_wrongs_do_not_make_a_plain_text() {
        for (one, other) in [(5, 21), (21, 5), (5, 5 + 64), (5 + 64, 5)] {
            for wrong in [b'\t', b'\\', 0x1f] {
                let mut text = [b"\"".as_slice(), &[b'a'; 98], b"\""].concat();
                for (place, byte) in [(one, b'\n'), (other, wrong)] {
                    if let Some(target) = text.get_mut(place) {
                        *target = byte;
                    }
                }
                assert_eq!(places(&text), None, "{one} {other} {wrong}");
            }
        }
    }

    #[test]
    fn ascii_is_told_from_other_text() {
        for length in [3, 64, 70] {
            let mut tokens = Tokens::new();
            let ascii = vec![b'a'; length];
            assert!(tokens.find(&ascii).is_some() && tokens.is_ascii());
            for place in 0..length {
                let mut text = ascii.clone();
                if let Some(target) = text.get_mut(place) {
                    *target = 0xc3;
                }
                assert!(tokens.find(&text).is_some() && !tokens.is_ascii(), "{length} {place}");
            }
        }
    }

    #[test]
    fn nothing_of_the_last_text_is_left() {
        let mut tokens = Tokens::new();
        assert!(tokens.find(&[b'1'; 300]).is_some());
        let mut walk = tokens.find(b"1").into_iter();
        assert_eq!(
            walk.next().and_then(|mut walk| {
                walk.next();
                walk.next()
            }),
            Some(BLOCK)
        );
        assert!(tokens.find(b"").is_some_and(|mut walk| walk.next() == Some(0)));
    }

    #[test]
    fn a_text_that_is_too_long_is_none() {
        assert_eq!(places(&[b' '; BLOCK * BLOCKS]), Some(Vec::new()));
        assert_eq!(places(&[b' '; BLOCK * BLOCKS + 1]), None);
    }
}
