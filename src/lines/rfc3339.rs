//! Times of log lines: RFC 3339, and its neighbours without a zone or with a space for the `T`.

use crate::http_date::Date;

/// The seconds from the Unix epoch to a time; one without a zone is taken as UTC. `None` if it is
/// no time, or one before the epoch.
pub(super) fn seconds_since_epoch(text: &[u8]) -> Option<u64> {
    let (minute, rest) = text.split_first_chunk::<16>()?;
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T' | b't' | b' ', h1, h2, b':', n1, n2] =
        *minute
    else {
        return None;
    };
    let mut digits = Digits { are_all: true };
    let date = Date {
        year: digits.number([y1, y2]) * 100 + digits.number([y3, y4]),
        month: usize::try_from(digits.number([m1, m2]).checked_sub(1)?).ok()?,
        day: digits.number([d1, d2]),
        hour: digits.number([h1, h2]),
        minute: digits.number([n1, n2]),
        second: match *rest {
            // A leap second counts as the one before it.
            [b':', s1, s2, ..] => digits.number([s1, s2]).min(59),
            _ => 0,
        },
    };
    if !digits.are_all || date.month > 11 {
        return None;
    }
    let local = date.seconds_since_epoch()?;
    let zone = rest.iter().position(|byte| matches!(byte, b'+' | b'-'));
    let (is_east, offset) = match zone.and_then(|at| rest.get(at..)).unwrap_or_default() {
        [] => return Some(local),
        [sign, h1, h2, b':', m1, m2] | [sign, h1, h2, m1, m2] => {
            let minutes = digits.number([*h1, *h2]) * 60 + digits.number([*m1, *m2]);
            (*sign == b'+', minutes * 60)
        }
        [sign, h1, h2] => (*sign == b'+', digits.number([*h1, *h2]) * 3600),
        _ => return None,
    };
    if !digits.are_all {
        return None;
    }
    if is_east { local.checked_sub(offset) } else { Some(local + offset) }
}

/// Reads digits, and notes if something is none: one question at the end is faster than many.
struct Digits {
    are_all: bool,
}

impl Digits {
    /// A number of two digits.
    fn number(&mut self, digits: [u8; 2]) -> u64 {
        let [tens, ones] = digits.map(|byte| byte.wrapping_sub(b'0'));
        self.are_all &= tens < 10 && ones < 10;
        u64::from(tens) * 10 + u64::from(ones)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_with_any_zone() {
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2025-12-12T08:55:04Z", 1_765_529_704),
            ("2025-12-12t08:55:04.123456z", 1_765_529_704),
            ("2025-12-12 08:55:04", 1_765_529_704),
            ("2025-12-12T05:55:04-03:00", 1_765_529_704),
            ("2025-12-12T05:55:04.5-0300", 1_765_529_704),
            ("2025-12-12T14:25:04+05:30", 1_765_529_704),
            ("2025-12-12T09:55:04+01", 1_765_529_704),
            ("2025-12-12T08:55Z", 1_765_529_700),
            ("2024-02-29T23:59:60Z", 1_709_251_199),
        ] {
            assert_eq!(seconds_since_epoch(text.as_bytes()), Some(seconds), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_has_none() {
        for text in [
            "",
            "2025-12-12",
            "2025-13-12T08:55:04Z",
            "2025-00-12T08:55:04Z",
            "2025-02-29T08:55:04Z",
            "2025-12-12T24:00:00Z",
            "2025-12-12T08:60:00Z",
            "2025/12/12T08:55:04Z",
            // A colon stands behind the nine.
            "2025-12-12T0::55:04Z",
            ":025-12-12T08:55:04Z",
            "2025-12-12x08:55:04Z",
            "1969-12-31T23:59:59Z",
            "1970-01-01T00:00:00+01:00",
            "Fri, 12 Dec 2025 08:55:04 GMT",
            "20251212T085504Z",
        ] {
            assert_eq!(seconds_since_epoch(text.as_bytes()), None, "{text}");
        }
    }
}
