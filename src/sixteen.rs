//! Sixteen bytes at a time: by SIMD's instructions in WebAssembly, left to the compiler they are half
//! as fast; elsewhere by arrays, of which it makes what the processor has.
#![allow(clippy::inline_always)] // each is an instruction or two

#[cfg(not(target_feature = "simd128"))]
pub(crate) use arrays::Sixteen;
#[cfg(target_feature = "simd128")]
pub(crate) use simd::Sixteen;

impl Sixteen {
    /// What the plain part of a JSON string ends with: quotes, backslashes, control characters.
    #[cfg(any(target_feature = "simd128", feature = "lines"))]
    #[inline(always)]
    pub(crate) fn specials(self) -> Self {
        self.equal(b'"').or(self.equal(b'\\')).or(self.at_most(0x1f))
    }
}

#[cfg(target_feature = "simd128")]
mod simd {
    use core::arch::wasm32::{
        u8x16_bitmask, u8x16_eq, u8x16_le, u8x16_min, u8x16_splat, u64x2, v128, v128_andnot,
        v128_or,
    };

    /// Sixteen bytes; what is asked of each is answered by 0xff for yes and 0 for no.
    #[derive(Clone, Copy)]
    pub(crate) struct Sixteen(v128);

    impl Sixteen {
        /// One instruction, once compiled.
        #[inline(always)]
        pub(crate) fn of(bytes: &[u8; 16]) -> Self {
            let number = u128::from_le_bytes(*bytes);
            #[allow(clippy::cast_possible_truncation)] // in halves
            Self(u64x2(number as u64, (number >> 64) as u64))
        }

        #[inline(always)]
        pub(crate) fn all(byte: u8) -> Self {
            Self(u8x16_splat(byte))
        }

        #[inline(always)]
        pub(crate) fn equal(self, byte: u8) -> Self {
            Self(u8x16_eq(self.0, u8x16_splat(byte)))
        }

        #[inline(always)]
        pub(crate) fn at_most(self, byte: u8) -> Self {
            Self(u8x16_le(self.0, u8x16_splat(byte)))
        }

        #[inline(always)]
        pub(crate) fn or(self, other: Self) -> Self {
            Self(v128_or(self.0, other.0))
        }

        #[inline(always)]
        pub(crate) fn and_not(self, other: Self) -> Self {
            Self(v128_andnot(self.0, other.0))
        }

        /// The lesser one of each two bytes.
        #[inline(always)]
        pub(crate) fn min(self, other: Self) -> Self {
            Self(u8x16_min(self.0, other.0))
        }

        /// The highest bit of each byte, that of the first in the lowest place.
        #[inline(always)]
        pub(crate) fn high_bits(self) -> u64 {
            u64::from(u8x16_bitmask(self.0))
        }
    }
}

#[cfg(not(target_feature = "simd128"))]
mod arrays {
    /// Sixteen bytes; what is asked of each is answered by 0xff for yes and 0 for no.
    #[derive(Clone, Copy)]
    pub(crate) struct Sixteen([u8; 16]);

    impl Sixteen {
        #[inline(always)]
        pub(crate) fn of(bytes: &[u8; 16]) -> Self {
            Self(*bytes)
        }

        #[inline(always)]
        pub(crate) fn all(byte: u8) -> Self {
            Self([byte; 16])
        }

        #[inline(always)]
        pub(crate) fn equal(self, byte: u8) -> Self {
            Self(self.0.map(|own| mark(own == byte)))
        }

        #[inline(always)]
        pub(crate) fn at_most(self, byte: u8) -> Self {
            Self(self.0.map(|own| mark(own <= byte)))
        }

        #[inline(always)]
        pub(crate) fn or(self, other: Self) -> Self {
            self.with(other, |own, other| own | other)
        }

        #[inline(always)]
        pub(crate) fn and_not(self, other: Self) -> Self {
            self.with(other, |own, other| own & !other)
        }

        /// The lesser one of each two bytes.
        #[inline(always)]
        pub(crate) fn min(self, other: Self) -> Self {
            self.with(other, u8::min)
        }

        /// The highest bit of each byte, that of the first in the lowest place.
        #[inline(always)]
        pub(crate) fn high_bits(self) -> u64 {
            let number = u128::from_le_bytes(self.0);
            // Brings the highest bit of byte n to place 56 + n.
            let gather = |word: u64| {
                (word >> 7 & 0x0101_0101_0101_0101).wrapping_mul(0x0102_0408_1020_4080) >> 56
            };
            #[allow(clippy::cast_possible_truncation)] // in halves
            let bits = gather(number as u64) | gather((number >> 64) as u64) << 8;
            bits
        }

        #[inline(always)]
        fn with(self, other: Self, act: impl Fn(u8, u8) -> u8) -> Self {
            let mut bytes = self.0;
            for (byte, other) in bytes.iter_mut().zip(other.0) {
                *byte = act(*byte, other);
            }
            Self(bytes)
        }
    }

    #[inline(always)]
    fn mark(is_wanted: bool) -> u8 {
        if is_wanted { 0xff } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each byte at each place, among others.
    fn each() -> impl Iterator<Item = ([u8; 16], usize, u8)> {
        let fillers = [0, b'"', b' ', b'a', 0x7f, 0x80, 0xff];
        (0..=u8::MAX).step_by(if cfg!(miri) { 51 } else { 1 }).flat_map(move |byte| {
            fillers.into_iter().flat_map(move |filler| {
                (0..16).map(move |place| {
                    let mut bytes = [filler; 16];
                    if let Some(target) = bytes.get_mut(place) {
                        *target = byte;
                    }
                    (bytes, place, byte)
                })
            })
        })
    }

    fn bits_of(bytes: [u8; 16], is_wanted: impl Fn(u8) -> bool) -> u64 {
        let bit = |(place, &byte): (usize, &u8)| u64::from(is_wanted(byte)) << place;
        bytes.iter().enumerate().map(bit).sum()
    }

    #[test]
    fn a_question_is_answered_for_each_byte() {
        for (bytes, ..) in each() {
            let sixteen = Sixteen::of(&bytes);
            for asked in [0, b'\n', 0x1f, b' ', b'"', b'\\', 0x7f, 0x80, 0xff] {
                let equal = bits_of(bytes, |byte| byte == asked);
                assert_eq!(sixteen.equal(asked).high_bits(), equal, "{bytes:?} {asked}");
                let at_most = bits_of(bytes, |byte| byte <= asked);
                assert_eq!(sixteen.at_most(asked).high_bits(), at_most, "{bytes:?} {asked}");
            }
            assert_eq!(sixteen.high_bits(), bits_of(bytes, |byte| byte >= 0x80), "{bytes:?}");
        }
    }

    #[test]
    fn two_are_taken_together_byte_by_byte() {
        for (bytes, place, byte) in each() {
            let sixteen = Sixteen::of(&bytes);
            for other in [0, 0x0f, 0x80, 0xff] {
                let all = Sixteen::all(other);
                for (found, wanted) in [
                    (sixteen.or(all), byte | other),
                    (sixteen.and_not(all), byte & !other),
                    (all.and_not(sixteen), other & !byte),
                    (sixteen.min(all), byte.min(other)),
                ] {
                    assert_eq!(
                        found.equal(wanted).high_bits() >> place & 1,
                        1,
                        "{bytes:?} {other}"
                    );
                }
            }
        }
    }

    #[cfg(any(target_feature = "simd128", feature = "lines"))]
    #[test]
    fn the_plain_part_of_a_string_ends_at_each_special_byte() {
        for (bytes, ..) in each() {
            let wanted = bits_of(bytes, |byte| matches!(byte, b'"' | b'\\' | 0..=0x1f));
            assert_eq!(Sixteen::of(&bytes).specials().high_bits(), wanted, "{bytes:?}");
        }
    }
}
