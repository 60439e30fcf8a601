//! `Retry-After`, against `httpdate`.

use std::time::{Duration, UNIX_EPOCH};

use arbitrary::Unstructured;

/// The largest integer that a JavaScript number holds exactly.
const MAX_SAFE_INTEGER: u128 = (1 << 53) - 1;

/// The input is the time now, in milliseconds, then the header.
pub fn retry_after(bytes: &[u8]) {
    let mut rest = Unstructured::new(bytes);
    let Ok(now_ms) = rest.arbitrary::<u64>() else { return };
    let value = String::from_utf8_lossy(rest.take_rest());
    let now = Duration::from_millis(now_ms);
    assert_eq!(psp_errors::retry_after_ms(&value, now), expected(&value, now), "{value:?}");
}

fn expected(value: &str, now: Duration) -> Option<u64> {
    let value = value.trim_matches(|char: char| char.is_ascii_whitespace());
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        let seconds: u128 = value.parse().unwrap_or(u128::MAX);
        return u64::try_from(seconds.saturating_mul(1000).min(MAX_SAFE_INTEGER)).ok();
    }
    let date = httpdate::parse_http_date(value).ok().filter(|_| !is_lenient(value))?;
    let wait = date.duration_since(UNIX_EPOCH).ok()?.saturating_sub(now);
    u64::try_from(wait.as_millis()).ok()
}

/// What `httpdate` takes and RFC 9110 has not: anything between the date and the time of the
/// obsolete form (`Sunday, 06-Nov-94 08:49:37 GMT`), and a vertical tab around it all.
fn is_lenient(value: &str) -> bool {
    let (_, rest) = value.split_once(", ").unwrap_or_default();
    let is_obsolete = rest.as_bytes().get(2) == Some(&b'-');
    value.contains('\u{b}') || is_obsolete && rest.as_bytes().get(9) != Some(&b' ')
}
