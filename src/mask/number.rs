//! Numbers that name a person, an account or a card: CPF, CNPJ, telephone numbers, cards.

use super::Seen::{self, Nothing, Secret};
use super::{DIGIT, WORD, ends, is, is_percent_encoded, run};

/// A number with more groups of digits than this is none that is looked for.
const MAX_GROUPS: usize = 6;

/// Between two groups there are no more: `) -`.
const MAX_SEPARATORS: u32 = 3;

/// Groups of digits with something between two of them: `(11) 91234-5678`, `4111 1111 …`.
#[derive(Default)]
struct Number {
    has_plus: bool,
    has_parenthesis: bool,
    /// How many digits each group has, in four bits, the last group in the lowest: `0x254`.
    shape: u32,
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
        // A count that the compiler cannot know keeps it from writing the loop out six times.
        for (start, index) in number.starts.iter_mut().zip(0..8u8).take(bytes.len()) {
            let mut separators = 0;
            while let Some(&byte) = bytes.get(at).filter(|_| separators < MAX_SEPARATORS) {
                at += match byte {
                    b'(' => {
                        number.has_parenthesis = true;
                        1
                    }
                    _ if index == 0 => break,
                    b' ' | b'-' | b')' => 1,
                    b'.' | b'/' => {
                        number.tight |= 1 << index;
                        1
                    }
                    b'%' if is_percent_encoded(bytes, at) => 3,
                    _ => break,
                };
                separators += 1;
            }
            let digits = run(bytes, at, DIGIT);
            // Digits that run into letters are a code, not a number.
            if digits == 0 || !ends(bytes, at + digits) {
                break;
            }
            number.shape = number.shape << 4 | u32::try_from(digits).unwrap_or(15).min(15);
            *start = at;
            at += digits;
        }
        number
    }

    /// The digits of a group.
    fn group<'a>(&self, index: usize, bytes: &'a [u8]) -> &'a [u8] {
        let start = self.starts.get(index).copied().unwrap_or(0);
        bytes.get(start..start + run(bytes, start, DIGIT)).unwrap_or_default()
    }

    /// What stands before the second group.
    fn separator(&self, bytes: &[u8]) -> Option<u8> {
        let [_, second, ..] = self.starts;
        bytes.get(second.checked_sub(1)?).copied()
    }
}

/// No number that is looked for has fewer digits.
const FEWEST_DIGITS: usize = 8;

/// How far digits and what may separate them go on, and how many digits there are. Most are amounts
/// and dates, for which this is enough.
fn digits_ahead(bytes: &[u8], at: usize) -> (usize, usize) {
    /// Whatever comes in a text, each of its bytes is looked at this often at most.
    const FARTHEST: usize = 32;
    let mut digits = 0;
    let mut passed = 0;
    // Up to here no word is attached to one that is still to come.
    let mut detached = 1;
    while passed < FARTHEST {
        passed += match bytes.get(at + passed) {
            Some(b'0'..=b'9') => {
                digits += 1;
                1
            }
            Some(b' ' | b'+' | b'(' | b')') => {
                detached = passed + 1;
                1
            }
            Some(b'-' | b'.' | b'/') => 1,
            Some(b'%') if is_percent_encoded(bytes, at + passed) => 3,
            // What a letter is attached to may be more than a number.
            Some(&byte) if is(byte, WORD) => return (detached, digits),
            _ => return (passed.max(1), digits),
        };
    }
    (1, digits)
}

/// A number that names a person, an account or a card.
pub(super) fn number(bytes: &[u8], at: usize) -> Seen {
    let (passed, digits) = digits_ahead(bytes, at);
    if digits < FEWEST_DIGITS {
        return Nothing(passed);
    }
    let number = Number::read(bytes, at);
    let mut shape = number.shape;
    while let Some(bit) = shape.checked_ilog2() {
        let last = bit / 4;
        if is_personal(&number, shape, last, bytes) {
            let start = number.starts.get(last as usize).copied().unwrap_or(at);
            return Secret(at..start + run(bytes, start, DIGIT));
        }
        // Once more without the last group.
        shape >>= 4;
    }
    Nothing(1)
}

/// Whether the groups up to `last`, which have this shape, are a number that is looked for.
fn is_personal(number: &Number, shape: u32, last: u32, bytes: &[u8]) -> bool {
    let first = number.group(0, bytes);
    if number.has_plus {
        let total: u32 = (0..8).map(|group| shape >> (group * 4) & 15).sum();
        return (8..=15).contains(&total);
    }
    let is_loose = u32::from(number.tight) & ((2 << last) - 1) == 0;
    match shape {
        0x1..=0xF => is_personal_run(first),
        // CPF, CNPJ
        0x3332 | 0x2_3342 => true,
        0x92 => number.separator(bytes) == Some(b'-'),
        0x842 => matches!(number.separator(bytes), Some(b'/' | b'F')), // %2F
        // Cards of 16, 19, 15 and 14 digits
        0x4444 | 0x4_4443 | 0x465 | 0x464 => is_loose,
        // Telephone numbers of Brazil: with the country, with the area, a mobile alone
        0x2254 | 0x2244 => first == b"55",
        0x254 | 0x244 | 0x29 => number.has_parenthesis || number.group(1, bytes).starts_with(b"9"),
        0x28 => number.has_parenthesis,
        0x354 | 0x344 => first.starts_with(b"0"),
        0x54 => is_loose && first.starts_with(b"9"),
        _ => false,
    }
}

/// Digits without a separator.
fn is_personal_run(run: &[u8]) -> bool {
    match run.len() {
        11 => true,                                // CPF, mobile number with its area
        12 | 13 if run.starts_with(b"55") => true, // telephone with the country
        14 if !is_date_time(run) => true, // CNPJ; one like a date is found by its check digits
        // Card: those that begin with 1 are times, in milliseconds or less.
        13..=19 => matches!(run, [b'2'..=b'6', ..]) && !is_date_time(run) && luhn(run),
        _ => false,
    }
}

/// `20251212085504`, with fractions of a second or without: no digit is greater than it can be.
fn is_date_time(run: &[u8]) -> bool {
    run.iter().zip(b"29991939295959").all(|(digit, greatest)| digit <= greatest)
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
    fn one_looks_so_far_ahead_for_digits_and_no_farther() {
        for (length, expected) in [(31, (31, 31)), (32, (1, 32)), (33, (1, 32))] {
            assert_eq!(digits_ahead(&vec![b'1'; length], 0), expected, "{length}");
        }
    }
}
