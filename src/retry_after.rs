//! The `Retry-After` header (RFC 9110, section 10.2.3).

use std::time::Duration;

use crate::http_date::http_date;

/// Reads `Retry-After`: how many milliseconds to wait, counted from `now`.
///
/// Takes a number of seconds (as many as JavaScript can count in milliseconds) or any of the three HTTP dates (RFC 9110, section 5.6.7); a date that
/// has passed is no wait. Anything else, a negative or a fractional number among it, is `None`, as
/// if the header were not there. `now` is the time since the Unix epoch: nothing here reads a clock.
///
/// ```
/// use std::time::Duration;
/// use psp_errors::retry_after_ms;
///
/// assert_eq!(retry_after_ms("120", Duration::ZERO), Some(120_000));
/// assert_eq!(retry_after_ms("Thu, 01 Jan 1970 00:00:30 GMT", Duration::from_secs(10)), Some(20_000));
/// assert_eq!(retry_after_ms("-1", Duration::ZERO), None);
/// ```
#[must_use]
pub fn retry_after_ms(value: &str, now: Duration) -> Option<u64> {
    read(value.as_bytes(), u64::try_from(now.as_millis()).unwrap_or(u64::MAX))
}

/// The same of a header's bytes.
pub(crate) fn read(value: &[u8], now_ms: u64) -> Option<u64> {
    let value = value.trim_ascii();
    if value.iter().all(u8::is_ascii_digit) {
        let first = value.first()?;
        let seconds = value.iter().skip(1).fold(number(*first), |seconds, &digit| {
            // More than can be counted is long all the same, not malformed.
            (seconds * 10 + number(digit)).min(MAX_SAFE_INTEGER / 1000 + 1)
        });
        return Some((seconds * 1000).min(MAX_SAFE_INTEGER));
    }
    Some((http_date(value)? * 1000).saturating_sub(now_ms))
}

fn number(digit: u8) -> u64 {
    u64::from(digit.wrapping_sub(b'0'))
}

/// The largest integer that a JavaScript number holds exactly.
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Duration = Duration::from_secs(784_111_777); // Sun, 06 Nov 1994 08:49:37 GMT

    #[test]
    fn seconds_are_read() {
        for (value, ms) in [
            ("0", Some(0)),
            ("1", Some(1000)),
            (" 120 ", Some(120_000)),
            ("007", Some(7000)),
            ("99999999999", Some(99_999_999_999_000)),
            ("9007199254740", Some(9_007_199_254_740_000)),
            ("9007199254741", Some(9_007_199_254_740_991)),
            ("18446744073709551616", Some(MAX_SAFE_INTEGER)),
            ("-1", None),
            ("+1", None),
            ("1.5", None),
            ("abc", None),
            ("1e3", None),
            ("", None),
            ("１", None),
        ] {
            assert_eq!(retry_after_ms(value, NOW), ms, "{value:?}");
        }
    }

    #[test]
    fn the_three_http_dates_are_read() {
        for (value, ms) in [
            ("Sun, 06 Nov 1994 08:49:39 GMT", Some(2000)),
            ("Sunday, 06-Nov-94 08:49:39 GMT", Some(2000)),
            ("Sun Nov  6 08:49:39 1994", Some(2000)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(0)),
            ("Sun, 06 Nov 1994 08:49:36 GMT", Some(0)),
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("Sun, 06 Nov 1994 08:49:39", None),
            ("Sun, 32 Nov 1994 08:49:39 GMT", None),
        ] {
            assert_eq!(retry_after_ms(value, NOW), ms, "{value:?}");
        }
    }

    #[test]
    fn a_wait_is_counted_in_milliseconds() {
        let now = NOW + Duration::from_millis(250);
        assert_eq!(retry_after_ms("Sun, 06 Nov 1994 08:49:39 GMT", now), Some(1750));
    }

    #[test]
    fn a_clock_beyond_all_dates_is_no_panic() {
        assert_eq!(retry_after_ms("Sun, 06 Nov 1994 08:49:39 GMT", Duration::MAX), Some(0));
    }
}
