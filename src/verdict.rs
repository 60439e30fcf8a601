//! The verdict: which row or rule decides, and what it says.

use std::borrow::Cow;

use serde::{Serialize, Serializer};

use crate::body::{Body, Text};
use crate::catalogue::{self, CATALOGUE, CatalogueRow};
use crate::messages::{Message, NOTHING_CHANGED, NOTHING_CHANGED_KEY};
use crate::relayed::{Relay, Relayed};
use crate::status::StatusClass;
use crate::words::{Action, Actor, Api, Outcome, Remedy};

/// What to do about an error response: the answer of [`classify`](crate::classify).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Verdict<'a> {
    /// The API that answered; `None` (in JSON `unknown`) where it cannot be told.
    #[serde(serialize_with = "api_or_unknown")]
    pub api: Option<Api>,
    /// The documented code; an unknown one as it came; `HTTP_503`, `NETWORK_ERROR` or `TIMEOUT`
    /// where the body has none; `UNKNOWN` where there is no status either.
    pub code: Cow<'a, str>,
    /// Whether the code is in the [catalogue](crate::CATALOGUE).
    pub known: bool,
    /// What the caller does.
    pub action: Action,
    /// The concrete next step.
    pub remedy: Remedy,
    /// Who can take that step.
    pub actor: Actor,
    /// Whether money or data may have moved.
    pub outcome: Outcome,
}

#[allow(clippy::ref_option, clippy::trivially_copy_pass_by_ref)] // serde's signature
pub(crate) fn api_or_unknown<S: Serializer>(
    api: &Option<Api>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(api.map_or("unknown", Api::as_str))
}

impl<'a> Verdict<'a> {
    pub(crate) fn of(judgement: Judgement, body: &Body, bytes: &'a [u8]) -> Self {
        let facts = judgement.facts();
        Self {
            api: judgement.api,
            code: judgement.code(body, bytes),
            known: judgement.is_known(),
            action: facts.action,
            remedy: facts.remedy,
            actor: facts.actor,
            outcome: facts.outcome,
        }
    }
}

/// Why there is no response.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoResponse {
    /// The network failed: no connection, or one that broke.
    #[default]
    NetworkError,
    /// The caller waited as long as it wanted to.
    Timeout,
}

/// What decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    /// The row of this index in the catalogue.
    Row(usize),
    /// The HTTP status.
    Status(StatusClass),
}

/// A verdict in a few bytes, its texts still where they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Judgement {
    pub(crate) rule: Rule,
    pub(crate) api: Option<Api>,
    /// The HTTP status if one was given, else the body's, else the catalogue's.
    pub(crate) status: Option<u16>,
    /// The body's `status` differs from the HTTP status.
    pub(crate) status_mismatch: bool,
    /// The request's method was a safe one.
    pub(crate) is_safe: bool,
    /// The code is one that only the body knows.
    pub(crate) code_is_sent: bool,
    pub(crate) no_response: NoResponse,
    /// What a back end has judged before.
    pub(crate) relayed: Option<Relayed>,
}

/// What the caller knows besides the body.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Circumstances {
    pub(crate) status: Option<u16>,
    pub(crate) api: Option<Api>,
    pub(crate) is_safe: bool,
    pub(crate) no_response: NoResponse,
}

impl Judgement {
    /// Known code, else known slug of the `type`, else the status: never a text for people.
    pub(crate) fn of(body: &Body, bytes: &[u8], known: Circumstances) -> Self {
        let members = &body.members;
        let row = members.row(bytes);
        let r#type = members.get(Text::Type).some().map(|span| span.unescaped(bytes));
        let row = row.or_else(|| catalogue::find_by_slug(r#type.as_deref()?));
        let relay = r#type.as_deref().and_then(Relay::read);
        let told = known.status.or(members.status);
        let row = row.and_then(|index| Some((index, CATALOGUE.get(index)?)));
        let (rule, api, status) = if let Some((index, row)) = row {
            (Rule::Row(index), Some(row.api), told.or(Some(row.status)))
        } else {
            let (api, decisive) = match relay {
                Some(relay) => (relay.api.or(known.api), relay.status),
                None => (known.api.or_else(|| members.shape()), told),
            };
            (Rule::Status(StatusClass::of(decisive)), api, told)
        };
        let code_is_sent = row.is_none() && !members.code().is_absent();
        Self {
            rule,
            api,
            status,
            status_mismatch: known
                .status
                .zip(members.status)
                .is_some_and(|(http, own)| http != own),
            is_safe: known.is_safe,
            code_is_sent,
            no_response: known.no_response,
            relayed: relay.map(|relay| relay.relayed),
        }
    }

    /// The judgement that a row of the catalogue stands for.
    #[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))] // only the boundary asks
    pub(crate) fn of_row(index: usize, row: &CatalogueRow) -> Self {
        Self {
            rule: Rule::Row(index),
            api: Some(row.api),
            status: Some(row.status),
            status_mismatch: false,
            is_safe: false,
            code_is_sent: false,
            no_response: NoResponse::NetworkError,
            relayed: None,
        }
    }

    pub(crate) fn facts(self) -> Facts {
        let facts = match self.rule {
            Rule::Row(index) => CATALOGUE.get(index).map(Facts::of_row),
            Rule::Status(class) => Some(Facts::of_status(class)),
        };
        // A row's index always comes from the catalogue itself.
        let mut facts = facts.unwrap_or_else(|| Facts::of_status(StatusClass::NotAnError));
        let judged = facts.outcome;
        if let Some(relayed) = self.relayed {
            // How the back end was asked says nothing of how it asked.
            facts.action = relayed.action();
            facts.outcome = relayed.outcome();
        } else if judged == Outcome::Unknown && self.is_safe {
            // There is nothing that could have gone through.
            facts.outcome = Outcome::NotExecuted;
        }
        if judged == Outcome::Unknown && facts.outcome == Outcome::NotExecuted {
            facts.user_message = NOTHING_CHANGED;
            facts.message_key = NOTHING_CHANGED_KEY;
        }
        facts
    }

    /// The action alone, without a copy of the texts.
    #[cfg(feature = "lines")]
    pub(crate) fn action(self) -> Action {
        match (self.relayed, self.rule) {
            (Some(relayed), _) => relayed.action(),
            (None, Rule::Row(index)) => {
                CATALOGUE.get(index).map_or(Action::Escalate, |row| row.action)
            }
            (None, Rule::Status(class)) => class.rule().action,
        }
    }

    /// The message in every locale; [`Facts`] has the English text.
    pub(crate) fn message(self, facts: Facts) -> Message {
        match self.rule {
            _ if facts.message_key == NOTHING_CHANGED_KEY => Message::NOTHING_CHANGED,
            Rule::Row(index) => Message::of_row(index),
            Rule::Status(class) => Message::of_status(class),
        }
    }

    /// The code where the body's own is not to be used.
    pub(crate) fn own_code(self) -> Cow<'static, str> {
        match (self.rule, self.status) {
            (Rule::Row(index), _) => CATALOGUE.get(index).map_or("UNKNOWN", |row| row.code).into(),
            (Rule::Status(_), Some(0)) => match self.no_response {
                NoResponse::NetworkError => "NETWORK_ERROR".into(),
                NoResponse::Timeout => "TIMEOUT".into(),
            },
            (Rule::Status(_), Some(status)) => code_of_status(status).into(),
            (Rule::Status(_), None) => "UNKNOWN".into(),
        }
    }

    pub(crate) fn is_known(self) -> bool {
        matches!(self.rule, Rule::Row(_))
    }

    pub(crate) fn code<'a>(self, body: &Body, bytes: &'a [u8]) -> Cow<'a, str> {
        if self.code_is_sent { body.members.code().text(bytes) } else { self.own_code() }
    }
}

/// `HTTP_503`; by hand, because `format!` would be a tenth of the WebAssembly module.
pub(crate) fn code_of_status(status: u16) -> String {
    let mut code = String::from("HTTP_");
    push_number(&mut code, status);
    code
}

#[inline(never)] // one copy: size counts here, not speed
pub(crate) fn push_number(text: &mut String, number: u16) {
    let mut divisor = 10_000;
    while divisor > 0 {
        let digit = char::from_digit(u32::from(number / divisor % 10), 10);
        if number >= divisor || divisor == 1 {
            text.extend(digit);
        }
        divisor /= 10;
    }
}

/// What a row and a status rule have in common.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts {
    pub(crate) action: Action,
    pub(crate) remedy: Remedy,
    pub(crate) actor: Actor,
    pub(crate) outcome: Outcome,
    pub(crate) title: &'static str,
    pub(crate) user_message: &'static str,
    pub(crate) message_key: &'static str,
    pub(crate) docs: Option<&'static str>,
}

impl Facts {
    fn of_row(row: &CatalogueRow) -> Self {
        Self {
            action: row.action,
            remedy: row.remedy,
            actor: row.actor,
            outcome: row.outcome,
            title: row.title,
            user_message: row.user_message,
            message_key: row.code,
            docs: row.docs,
        }
    }

    fn of_status(class: StatusClass) -> Self {
        let rule = class.rule();
        Self {
            action: rule.action,
            remedy: rule.remedy,
            actor: rule.actor,
            outcome: rule.outcome,
            title: rule.title,
            user_message: rule.user_message,
            message_key: rule.message_key,
            docs: None,
        }
    }
}

/// The safe methods (RFC 9110, section 9.2.1) that these APIs can meet: they move nothing.
///
/// Methods are case-sensitive, but `fetch` upper-cases these for its callers, so case is ignored.
pub(crate) fn is_safe_method(method: &[u8]) -> bool {
    ["GET", "HEAD", "OPTIONS"].iter().any(|safe| is_same_word(method, safe))
}

/// The same but for the case of ASCII letters.
#[inline(never)] // one copy: size counts here, not speed
pub(crate) fn is_same_word(bytes: &[u8], word: &str) -> bool {
    bytes.eq_ignore_ascii_case(word.as_bytes())
}

/// The API that a URL's host belongs to: one of its labels is the API's name.
///
/// ```
/// # use psp_errors::{Api, api_of_url};
/// assert_eq!(api_of_url("https://api.homologacao.connectpsp.com/cash-out"), Some(Api::ConnectPsp));
/// assert_eq!(api_of_url("/cash-out"), None);
/// ```
#[must_use]
pub fn api_of_url(url: &str) -> Option<Api> {
    api_of(url.as_bytes())
}

/// The API that the host of a URL belongs to.
pub(crate) fn api_of(url: &[u8]) -> Option<Api> {
    let scheme = url.windows(3).position(|bytes| bytes == b"://")?;
    let rest = url.get(scheme + 3..)?;
    let authority = rest.split(|byte| matches!(byte, b'/' | b'?' | b'#' | b'\\')).next()?;
    let host_and_port = authority.rsplit(|&byte| byte == b'@').next()?;
    let host = host_and_port.split(|&byte| byte == b':').next()?;
    for label in host.split(|&byte| byte == b'.') {
        for &api in Api::ALL {
            if is_same_word(label, api.as_str()) {
                return Some(api);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_names_the_api() {
        for (url, api) in [
            ("https://api.connectpsp.com/cash-out", Some(Api::ConnectPsp)),
            ("https://API.ConnectPSP.com:8443", Some(Api::ConnectPsp)),
            ("https://user:pass@api.connectpsp.com?x", Some(Api::ConnectPsp)),
            ("https://connxt.example/v2", Some(Api::Connxt)),
            ("https://example.com/connxt", None),
            ("https://connxt@example.com/", None),
            ("https://example.com?u=https://connxt.example", None),
            ("https://notconnxt.example", None),
            ("//connxt.example", None),
            ("", None),
            ("://", None),
        ] {
            assert_eq!(api_of_url(url), api, "{url}");
        }
    }

    #[test]
    fn safe_methods_are_three() {
        for method in ["GET", "HEAD", "OPTIONS", "get"] {
            assert!(is_safe_method(method.as_bytes()), "{method}");
        }
        for method in ["POST", "PUT", "PATCH", "DELETE", "TRACE", "", "GETS"] {
            assert!(!is_safe_method(method.as_bytes()), "{method}");
        }
    }
}
