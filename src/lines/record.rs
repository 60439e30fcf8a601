//! Reading one line: a body, or a record that holds one.
#![allow(clippy::inline_always)] // what is taken of every member of a line

use std::borrow::Cow;

use super::plain::Plain;
use super::rfc3339;
use crate::body::{self, Body, Members, Text};
use crate::json::{Scalar, Scanner};
use crate::name::Name;
use crate::scanned_body::read_member;
use crate::span::Span;
use crate::verdict::{Circumstances, Judgement, api_of_url, is_safe_method};
use crate::words::Format;

/// Where lines are read to; the next one takes the place of the last.
#[derive(Clone, Debug)]
pub(super) struct Reader {
    /// The line taken as a body.
    own: Body,
    /// The body that it holds.
    inner: Body,
}

/// The body of a line, and what the line tells besides.
#[derive(Debug)]
pub(super) struct Record<'a> {
    pub(super) body: &'a Body,
    /// What positions in the body are in: the line itself, or the text that it holds the body as.
    pub(super) bytes: Cow<'a, [u8]>,
    known: Circumstances,
    url: Span,
    line: &'a [u8],
    time: Time,
}

/// What a line tells besides a body.
struct Told {
    known: Circumstances,
    url: Span,
    time: Time,
    status: Option<u16>,
}

/// When it happened, as the line tells it.
#[derive(Clone, Copy, Debug, Default)]
enum Time {
    #[default]
    Untold,
    /// Seconds since the Unix epoch.
    At(u64),
}

/// The members of a record that no body has. Several spellings are in use: those of
/// OpenTelemetry, pino, winston, and of `toLog`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RecordName {
    Status,
    Body,
    Method,
    Url,
    Time,
    Code,
}

impl RecordName {
    pub(crate) fn of(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"statusCode" | b"status_code" | b"http.response.status_code" => Self::Status,
            b"body" => Self::Body,
            b"method" | b"http.request.method" => Self::Method,
            b"url" | b"url.full" | b"server.address" => Self::Url,
            b"@timestamp" | b"time" | b"ts" | b"eventAt" => Self::Time,
            b"psp.code" => Self::Code,
            _ => return None,
        })
    }
}

/// What stands under `body`.
enum Inner<'a> {
    Absent,
    /// It is part of the line.
    Json,
    Text(Cow<'a, [u8]>),
}

impl Reader {
    pub(super) const fn new() -> Self {
        Self { own: Body::new(), inner: Body::new() }
    }

    /// Reads a line; `None` where it is no JSON object. `known` is what holds where it tells nothing.
    pub(super) fn read<'a>(
        &'a mut self,
        line: &'a [u8],
        known: Circumstances,
    ) -> Option<Record<'a>> {
        let mut scanner = Scanner::new(line, 0);
        if !scanner.take(b'{') {
            return None;
        }
        self.own.clear(Format::Json);
        let own = &mut self.own.members;
        let mut told = Told { known, url: Span::ABSENT, time: Time::Untold, status: None };
        let mut inner = Inner::Absent;
        let mut first = true;
        let mut plain = Plain::behind(&scanner);
        while let Some((name, value)) = plain.member(first, &mut scanner) {
            first = false;
            if let Some(value) = value {
                told.take(name, value, line, own);
                continue;
            }
            match name {
                Name::Record(RecordName::Body) => {
                    inner = Inner::read(&mut scanner, line, &mut self.inner);
                }
                name if name.may_hold_members() => read_member(&mut scanner, name, own),
                name => told.take(name, scanner.scalar(), line, own),
            }
            plain = Plain::behind(&scanner);
        }
        if !scanner.is_whole() {
            return None;
        }
        // A line's own status is the HTTP status where there is a body beside it; no body says 0.
        let is_body = matches!(inner, Inner::Absent);
        let Told { mut known, url, time, status } = told;
        if !is_body || status == Some(0) {
            known.status = status.or(known.status);
        }
        let body = if is_body { &self.own } else { &self.inner };
        let bytes = if let Inner::Text(text) = inner { text } else { Cow::Borrowed(line) };
        Some(Record { body, bytes, known, url, line, time })
    }
}

impl Told {
    /// Takes a member whose value is no container, or none that matters.
    #[inline(always)]
    fn take(&mut self, name: Name, value: Scalar, line: &[u8], own: &mut Members) {
        match name {
            Name::Status | Name::Record(RecordName::Status) => {
                self.status = status_of(value, line);
                // In a body, a text is no status.
                let is_number = matches!(value, Scalar::Integer(_));
                own.status = self.status.filter(|&status| is_number && status != 0);
            }
            Name::Text(Text::Timestamp) | Name::Record(RecordName::Time) => {
                if let Scalar::Text(span) = value {
                    own.set(Text::Timestamp, span);
                }
                self.time = Time::read(value, line).or(self.time);
            }
            Name::Record(RecordName::Method) => {
                if let Scalar::Text(method) = value {
                    self.known.is_safe = is_safe_method(&method.unescaped(line));
                }
            }
            Name::Record(RecordName::Url) => {
                self.url = if let Scalar::Text(url) = value { url } else { Span::ABSENT };
            }
            Name::Record(RecordName::Code) => own.take_scalar(Name::Code, value, line),
            name => own.take_scalar(name, value, line),
        }
    }
}

impl Record<'_> {
    pub(super) fn judge(&self) -> Judgement {
        let judgement = Judgement::of(self.body, &self.bytes, self.known);
        if judgement.is_known() || self.url.is_absent() {
            return judgement;
        }
        // The URL is looked at only where it can make a difference.
        let api = api_of_url(&self.url.text(self.line)).or(self.known.api);
        Judgement::of(self.body, &self.bytes, Circumstances { api, ..self.known })
    }

    /// The hour in which it happened, counted from the Unix epoch.
    pub(super) fn hour(&self) -> Option<u32> {
        let seconds = match self.time {
            Time::At(seconds) => seconds,
            Time::Untold => {
                let timestamp = self.body.members.get(Text::Timestamp).some()?;
                rfc3339::seconds_since_epoch(timestamp.raw(&self.bytes))?
            }
        };
        u32::try_from(seconds / 3600).ok()
    }
}

impl<'a> Inner<'a> {
    fn read(scanner: &mut Scanner<'a>, line: &'a [u8], body: &mut Body) -> Self {
        if scanner.take(b'{') {
            body.clear(Format::Json);
            read_members(scanner, &mut body.members);
            return Self::Json;
        }
        let value = scanner.scalar();
        let Scalar::Text(span) = value else {
            body.clear(Format::Json);
            return Self::Json;
        };
        let text = span.unescaped(line);
        body.read(&text);
        Self::Text(text)
    }
}

/// Reads the members of a body; its opening brace is consumed.
fn read_members(scanner: &mut Scanner<'_>, members: &mut Members) {
    let bytes = scanner.bytes();
    let mut first = true;
    let mut plain = Plain::behind(scanner);
    while let Some((name, value)) = plain.member(first, scanner) {
        first = false;
        if let Some(value) = value {
            members.take_scalar(name, value, bytes);
        } else {
            read_member(scanner, name, members);
            plain = Plain::behind(scanner);
        }
    }
}

impl Time {
    fn read(value: Scalar, line: &[u8]) -> Self {
        let seconds = match value {
            Scalar::Text(span) => rfc3339::seconds_since_epoch(span.raw(line)),
            Scalar::Integer(span) => epoch_seconds(span.raw(line)),
            Scalar::Other => None,
        };
        seconds.map_or(Self::Untold, Self::At)
    }

    fn or(self, other: Self) -> Self {
        if let Self::Untold = self { other } else { self }
    }
}

/// Seconds of a number of seconds, or of milli-, micro- or nanoseconds: of ten digits until 2286.
fn epoch_seconds(digits: &[u8]) -> Option<u64> {
    let number: u64 = std::str::from_utf8(digits).ok()?.parse().ok()?;
    match digits.len() {
        ..=11 => Some(number),
        12..=14 => Some(number / 1_000),
        15..=17 => Some(number / 1_000_000),
        _ => Some(number / 1_000_000_000),
    }
}

/// A status as a number or as a text of digits; 0 says that no response came.
fn status_of(value: Scalar, line: &[u8]) -> Option<u16> {
    let digits = match value {
        Scalar::Text(span) | Scalar::Integer(span) => span.raw(line),
        Scalar::Other => return None,
    };
    if digits == b"0" { Some(0) } else { body::status_of_digits(digits) }
}
