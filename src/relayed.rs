//! A verdict that a back end has given, and passes on to its own front end.
//!
//! It stands in the `type` of a problem: `urn:psp-errors:connectpsp/422/user-fix/not-executed`, with
//! the API, the status that the back end got, the action and the outcome. So the front end learns
//! what a code and a status alone do not say: that the back end gave up, that an earlier attempt
//! did it, or that its credentials were refused, for which the front end must not get a 401.

use std::num::NonZeroU8;

use crate::body::status_of_digits;
use crate::words::{Action, Api, Outcome};

/// The action and the outcome, as 1 and more: what fits into a verdict's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Relayed(pub(crate) NonZeroU8);

/// What a `type` of ours says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Relay {
    pub(crate) api: Option<Api>,
    pub(crate) status: Option<u16>,
    pub(crate) relayed: Relayed,
}

impl Relay {
    /// Reads the `type` of a problem; `None` if it is another one.
    #[inline(never)] // one copy, and none of it where it is not needed
    pub(crate) fn read(r#type: &[u8]) -> Option<Self> {
        let mut parts = r#type.strip_prefix(b"urn:psp-errors:")?.split(|&byte| byte == b'/');
        let mut part = || parts.next().unwrap_or_default();
        let api = position(Api::WORDS, part()).and_then(|index| Api::ALL.get(index).copied());
        let status = status(part());
        let action = position(Action::WORDS, part())?;
        let outcome = position(Outcome::WORDS, part())?;
        let index = 1 + action * Outcome::ALL.len() + outcome;
        let relayed = Relayed(NonZeroU8::new(u8::try_from(index).ok()?)?);
        Some(Self { api, status, relayed })
    }
}

impl Relayed {
    pub(crate) fn action(self) -> Action {
        let index = usize::from(self.0.get() - 1) / Outcome::ALL.len();
        Action::ALL.get(index).copied().unwrap_or(Action::Escalate)
    }

    pub(crate) fn outcome(self) -> Outcome {
        let index = usize::from(self.0.get() - 1) % Outcome::ALL.len();
        Outcome::ALL.get(index).copied().unwrap_or(Outcome::Unknown)
    }
}

#[inline(never)]
fn position(words: &[&str], part: &[u8]) -> Option<usize> {
    words.iter().position(|word| word.as_bytes() == part)
}

/// Three digits, or 0 where no response came; none where no status was told.
fn status(part: &[u8]) -> Option<u16> {
    if part == b"0" { Some(0) } else { status_of_digits(part) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_is_read_from_a_type() {
        let read = |text: &str| Relay::read(text.as_bytes());
        for (text, api, status, action, outcome) in [
            ("connxt/500/escalate/unknown", "connxt", Some(500), "escalate", "unknown"),
            ("connectpsp/0/retry/executed", "connectpsp", Some(0), "retry", "executed"),
            ("unknown//re-auth/not-executed", "unknown", None, "re-auth", "not-executed"),
            ("x/1000/user-fix/unknown", "unknown", None, "user-fix", "unknown"),
        ] {
            let relay = read(&format!("urn:psp-errors:{text}"));
            let found = relay.map(|it| {
                let api = it.api.map_or("unknown", Api::as_str);
                (api, it.status, it.relayed.action().as_str(), it.relayed.outcome().as_str())
            });
            assert_eq!(found, Some((api, status, action, outcome)), "{text}");
        }
        for other in [
            "",
            "about:blank",
            "urn:psp-errors:",
            "urn:psp-errors:connxt/500/escalate",
            "urn:psp-errors:connxt/500/explode/unknown",
            "urn:psp-errors:connxt/500/retry/maybe",
            "URN:PSP-ERRORS:connxt/500/retry/unknown",
            "https://connect-psp.redocly.app/errors/not-found",
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
