//! Eight bytes at a time in one word ("SIMD within a register").
//!
//! Every function takes eight bytes, the first in the lowest place, and sets high bits of places.

/// The high bit of every byte.
pub(crate) const HIGH_BITS: u64 = repeat(0x80);

const fn repeat(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// Where the lowest quote, backslash or byte below 0x20 is; bits above it mean nothing.
#[cfg_attr(target_feature = "simd128", allow(dead_code))] // there are sixteen at a time
pub(crate) const fn special_in_string(word: u64) -> u64 {
    (zero_bytes(word ^ repeat(b'"'))
        | zero_bytes(word ^ repeat(b'\\'))
        | (word.wrapping_sub(repeat(0x20)) & !word))
        & HIGH_BITS
}

/// Where the lowest digit or `@` is; bits above it mean nothing.
pub(crate) const fn digits_and_at_signs(word: u64) -> u64 {
    let low = word & !HIGH_BITS;
    let from_0 = low.wrapping_add(repeat(0x80 - b'0'));
    let above_9 = low.wrapping_add(repeat(0x80 - b'9' - 1));
    ((from_0 & !above_9 & !word) | zero_bytes(word ^ repeat(b'@'))) & HIGH_BITS
}

/// How many UTF-16 units these bytes of UTF-8 begin: one for each character, two for one of four
/// bytes, none for a continuation byte.
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))] // only the boundary asks
pub(crate) const fn utf16_units(word: u64) -> usize {
    let continuations = word & !(word << 1) & HIGH_BITS;
    let four_bytes = word & (word << 1) & (word << 2) & (word << 3) & HIGH_BITS;
    (8 - continuations.count_ones() + four_bytes.count_ones()) as usize
}

/// Where the lowest zero byte is; bits above it mean nothing.
const fn zero_bytes(word: u64) -> u64 {
    word.wrapping_sub(repeat(1)) & !word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf16_units_are_those_of_the_characters() {
        for byte in 0..=u8::MAX {
            let wanted = match byte {
                0x80..=0xBF => 0,
                0xF0.. => 2,
                _ => 1,
            };
            for place in 0..8 {
                for (filler, of_filler) in [(b'a', 1), (0x80, 0), (0xC3, 1), (0xE2, 1), (0xF0, 2)] {
                    let mut bytes = [filler; 8];
                    if let Some(target) = bytes.get_mut(place) {
                        *target = byte;
                    }
                    let units = utf16_units(u64::from_le_bytes(bytes));
                    assert_eq!(units, 7 * of_filler + wanted, "{bytes:?}");
                }
            }
        }
    }

    #[test]
    fn each_byte_is_told_at_each_place() {
        for byte in 0..=u8::MAX {
            for place in 0..8 {
                for filler in [b'a', b' ', 0x7f, 0x80, 0xff, b'/', b':'] {
                    let mut bytes = [filler; 8];
                    if let Some(target) = bytes.get_mut(place) {
                        *target = byte;
                    }
                    let word = u64::from_le_bytes(bytes);
                    let is_special = matches!(byte, b'"' | b'\\' | 0..=0x1f);
                    assert_eq!(special_in_string(word) != 0, is_special, "{bytes:?}");
                    if is_special {
                        assert_eq!(special_in_string(word).trailing_zeros() as usize / 8, place);
                    }
                    let is_clue = matches!(byte, b'0'..=b'9' | b'@');
                    assert_eq!(digits_and_at_signs(word) != 0, is_clue, "{bytes:?}");
                    if is_clue {
                        assert_eq!(digits_and_at_signs(word).trailing_zeros() as usize / 8, place);
                    }
                }
            }
        }
    }
}
