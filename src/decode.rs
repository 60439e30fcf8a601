//! Decoding: from what the caller has of an error response to everything one needs to know.

use std::borrow::Cow;
use std::time::Duration;

use serde::Serialize;

use crate::body::{Body, FieldSpan, Text};
use crate::mask::mask;
use crate::messages::Message;
use crate::retry_after::retry_after_ms;
use crate::verdict::{
    Circumstances, Judgement, NoResponse, Verdict, api_of_url, api_or_unknown, is_safe_method,
};
use crate::words::{Action, Actor, Api, Format, Locale, Outcome, Remedy};

/// What the caller has of an error response; only the body is needed.
///
/// ```
/// use psp_errors::{Action, ErrorInput, decode};
///
/// let body = br#"{"code":"TOKEN_EXPIRED","title":"Token Expired","status":401}"#;
/// let error = decode(&ErrorInput::new(body).status(401));
/// assert_eq!(error.action, Action::ReAuth);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct ErrorInput<'a> {
    body: &'a [u8],
    status: Option<u16>,
    api: Option<Api>,
    url: Option<&'a str>,
    method: Option<&'a str>,
    retry_after: Option<(&'a str, Duration)>,
    no_response: NoResponse,
}

impl<'a> ErrorInput<'a> {
    /// An input with the body's bytes, as they came.
    #[must_use]
    pub fn new(body: &'a (impl AsRef<[u8]> + ?Sized)) -> Self {
        Self { body: body.as_ref(), ..Self::default() }
    }

    /// The HTTP status; 0 says that no response came.
    #[must_use]
    pub const fn status(self, status: u16) -> Self {
        Self { status: Some(status), ..self }
    }

    /// The API that was called. A known code names its API whatever stands here.
    #[must_use]
    pub const fn api(self, api: Api) -> Self {
        Self { api: Some(api), ..self }
    }

    /// The request's URL, whose host may tell the API.
    #[must_use]
    pub const fn url(self, url: &'a str) -> Self {
        Self { url: Some(url), ..self }
    }

    /// The request's method. After a safe one (GET, HEAD, OPTIONS) nothing can have moved.
    #[must_use]
    pub const fn method(self, method: &'a str) -> Self {
        Self { method: Some(method), ..self }
    }

    /// The `Retry-After` header, and the time since the Unix epoch at which it came.
    #[must_use]
    pub const fn retry_after(self, value: &'a str, now: Duration) -> Self {
        Self { retry_after: Some((value, now)), ..self }
    }

    /// Why there is no response; counts with status 0.
    #[must_use]
    pub const fn no_response(self, reason: NoResponse) -> Self {
        Self { no_response: reason, ..self }
    }

    fn circumstances(&self) -> Circumstances {
        Circumstances {
            status: self.status,
            api: self.api.or_else(|| self.url.and_then(api_of_url)),
            is_safe: self.method.is_some_and(|method| is_safe_method(method.as_bytes())),
            no_response: self.no_response,
        }
    }
}

/// Everything one needs to know of an error response.
///
/// Texts borrow from the body unless they had escapes. As JSON it has the same members as the
/// `DecodedError` of the npm package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DecodedError<'a> {
    /// The API that answered; `None` (in JSON `unknown`) where it cannot be told.
    #[serde(serialize_with = "api_or_unknown")]
    pub api: Option<Api>,
    /// See [`Verdict::code`].
    pub code: Cow<'a, str>,
    /// Whether the code is in the [catalogue](crate::CATALOGUE).
    pub known: bool,
    /// The HTTP status if one was given, else the body's, else the catalogue's; 0 if no response
    /// came.
    pub status: Option<u16>,
    /// What the caller does.
    pub action: Action,
    /// The concrete next step.
    pub remedy: Remedy,
    /// Who can take that step.
    pub actor: Actor,
    /// Whether money or data may have moved.
    pub outcome: Outcome,
    /// The title as sent, else the catalogue's.
    pub title: Cow<'a, str>,
    /// What the server said, with personal data and secrets masked, else the catalogue's title.
    pub message: Cow<'a, str>,
    /// A text for the person in front of the app, in English. Never holds server text.
    pub user_message: &'static str,
    #[serde(skip)]
    user_messages: Message,
    /// The field errors, in the order in which they came; at most [`MAX_FIELDS`](crate::MAX_FIELDS).
    pub fields: Vec<FieldError<'a>>,
    /// How long the server asks to wait, in milliseconds.
    pub retry_after_ms: Option<u64>,
    /// The problem type, a URI (RFC 9457).
    pub r#type: Option<Cow<'a, str>>,
    /// What happened this time, as sent: may hold personal data.
    pub detail: Option<Cow<'a, str>>,
    /// A URI of this occurrence (RFC 9457).
    pub instance: Option<Cow<'a, str>>,
    /// When it happened, as sent.
    pub timestamp: Option<Cow<'a, str>>,
    /// The section of the documentation that lists the code.
    pub docs: Option<&'static str>,
    /// What the body turned out to be.
    pub format: Format,
    /// The body's `status` differs from the HTTP status.
    pub status_mismatch: bool,
}

impl DecodedError<'_> {
    /// The user message in a locale.
    ///
    /// ```
    /// use psp_errors::{ErrorInput, Locale, decode};
    ///
    /// let error = decode(&ErrorInput::new(r#"{"code":"NOT_FOUND"}"#));
    /// assert_eq!(error.user_message, "We could not find this transaction.");
    /// assert_eq!(error.user_message_in(Locale::of("es-MX")), "No encontramos esta transacción.");
    /// ```
    #[must_use]
    pub fn user_message_in(&self, locale: Locale) -> &'static str {
        self.user_messages.text(locale)
    }
}

/// One field that was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FieldError<'a> {
    /// The field's name; `""` if the server named none.
    pub field: Cow<'a, str>,
    /// What is wrong with it, as sent.
    pub message: Cow<'a, str>,
}

/// Decodes an error response. Never panics, whatever the bytes.
///
/// ```
/// use psp_errors::{ErrorInput, Outcome, Remedy, decode};
///
/// let body = r#"{"code":"PIX_KEY_NOT_FOUND","detail":"No account for ana@example.com"}"#;
/// let error = decode(&ErrorInput::new(body).status(422));
///
/// assert_eq!(error.remedy, Remedy::FixPixKey);
/// assert_eq!(error.outcome, Outcome::NotExecuted);
/// assert_eq!(error.message, "No account for ***");
/// ```
#[must_use]
pub fn decode<'a>(input: &ErrorInput<'a>) -> DecodedError<'a> {
    let bytes = input.body;
    let body = Body::of(bytes);
    let judgement = Judgement::of(&body, bytes, input.circumstances());
    let facts = judgement.facts();
    let members = &body.members;
    let text = |text| members.get(text).some().map(|span| span.text(bytes));

    DecodedError {
        api: judgement.api,
        code: judgement.code(&body, bytes),
        known: judgement.is_known(),
        status: judgement.status,
        action: facts.action,
        remedy: facts.remedy,
        actor: facts.actor,
        outcome: facts.outcome,
        title: text(Text::Title).unwrap_or(Cow::Borrowed(facts.title)),
        message: members
            .said(bytes)
            .some()
            .map_or(Cow::Borrowed(facts.title), |span| masked(span.text(bytes))),
        user_message: facts.user_message,
        user_messages: judgement.message(facts),
        fields: members.fields.iter().map(|field| field.read(bytes)).collect(),
        retry_after_ms: input.retry_after.and_then(|(value, now)| retry_after_ms(value, now)),
        r#type: text(Text::Type),
        detail: text(Text::Detail),
        instance: text(Text::Instance),
        timestamp: text(Text::Timestamp),
        docs: facts.docs,
        format: body.format,
        status_mismatch: judgement.status_mismatch,
    }
}

/// Gives the verdict alone.
///
/// ```
/// use psp_errors::{Action, Outcome, classify};
///
/// let verdict = classify(Some(503), b"<html>", Some("GET"));
/// assert_eq!((verdict.action, verdict.outcome), (Action::Retry, Outcome::NotExecuted));
/// ```
#[must_use]
pub fn classify<'a>(status: Option<u16>, body: &'a [u8], method: Option<&str>) -> Verdict<'a> {
    let known = Circumstances {
        status,
        is_safe: method.is_some_and(|method| is_safe_method(method.as_bytes())),
        ..Circumstances::default()
    };
    let read = Body::of(body);
    Verdict::of(Judgement::of(&read, body, known), &read, body)
}

/// Masks a text; one that needs no mask keeps what it borrows.
fn masked(text: Cow<'_, str>) -> Cow<'_, str> {
    match mask(&text) {
        Cow::Owned(masked) => Cow::Owned(masked),
        Cow::Borrowed(_) => text,
    }
}

impl FieldSpan {
    fn read<'a>(&self, bytes: &'a [u8]) -> FieldError<'a> {
        FieldError { field: self.field.text(bytes), message: self.message.text(bytes) }
    }
}
