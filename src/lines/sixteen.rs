//! Sixteen bytes at a time; what is found in them comes as one bit for each, the first in the lowest
//! place.
#![allow(clippy::inline_always)]

#[cfg(not(target_feature = "simd128"))]
pub(super) use arrays::{newlines, specials};
#[cfg(target_feature = "simd128")]
pub(super) use simd::{newlines, specials};

/// By the instructions of WebAssembly: left to the compiler it is half as fast.
#[cfg(target_feature = "simd128")]
mod simd {
    use core::arch::wasm32::{
        u8x16_bitmask, u8x16_eq, u8x16_le, u8x16_splat, u64x2, v128, v128_or,
    };

    /// What the plain part of a JSON string ends with: quotes, backslashes, control characters.
    #[inline(always)]
    pub(in crate::lines) fn specials(bytes: &[u8; 16]) -> u32 {
        let bytes = load(bytes);
        let quotes = u8x16_eq(bytes, u8x16_splat(b'"'));
        let backslashes = u8x16_eq(bytes, u8x16_splat(b'\\'));
        let controls = u8x16_le(bytes, u8x16_splat(0x1f));
        u32::from(u8x16_bitmask(v128_or(v128_or(quotes, backslashes), controls)))
    }

    #[inline(always)]
    pub(in crate::lines) fn newlines(bytes: &[u8; 16]) -> u32 {
        u32::from(u8x16_bitmask(u8x16_eq(load(bytes), u8x16_splat(b'\n'))))
    }

    /// One instruction, once compiled.
    #[inline(always)]
    fn load(bytes: &[u8; 16]) -> v128 {
        let number = u128::from_le_bytes(*bytes);
        #[allow(clippy::cast_possible_truncation)] // in halves
        u64x2(number as u64, (number >> 64) as u64)
    }
}

/// By arrays, of which the compiler makes what the processor has.
#[cfg(not(target_feature = "simd128"))]
mod arrays {
    /// What the plain part of a JSON string ends with: quotes, backslashes, control characters.
    #[inline(always)]
    pub(in crate::lines) fn specials(bytes: &[u8; 16]) -> u32 {
        bits(bytes.map(|byte| mark(byte == b'"') | mark(byte == b'\\') | mark(byte <= 0x1f)))
    }

    #[inline(always)]
    pub(in crate::lines) fn newlines(bytes: &[u8; 16]) -> u32 {
        bits(bytes.map(|byte| mark(byte == b'\n')))
    }

    #[inline(always)]
    fn mark(is_wanted: bool) -> u8 {
        if is_wanted { 0xff } else { 0 }
    }

    #[inline(always)]
    fn bits(marks: [u8; 16]) -> u32 {
        let number = u128::from_le_bytes(marks);
        // Brings a bit of byte n to place 56 + n.
        let gather =
            |word: u64| (word & 0x0101_0101_0101_0101).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        #[allow(clippy::cast_possible_truncation)] // in halves, of which eight bits are left
        let bits = (gather(number as u64) | gather((number >> 64) as u64) << 8) as u32;
        bits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_is_told_at_each_place_and_no_other() {
        for byte in 0..=u8::MAX {
            let is_special = matches!(byte, b'"' | b'\\' | 0..=0x1f);
            for place in 0..16 {
                for (filler, are_others_special) in [
                    (b'a', false),
                    (b' ', false),
                    (0x7f, false),
                    (0x80, false),
                    (0xff, false),
                    (0, true),
                    (b'"', true),
                ] {
                    let mut bytes = [filler; 16];
                    if let Some(target) = bytes.get_mut(place) {
                        *target = byte;
                    }
                    let others = if are_others_special { 0xffff & !(1 << place) } else { 0 };
                    let wanted = others | u32::from(is_special) << place;
                    assert_eq!(specials(&bytes), wanted, "{bytes:?}");
                    assert_eq!(newlines(&bytes), u32::from(byte == b'\n') << place, "{bytes:?}");
                }
            }
        }
    }
}
