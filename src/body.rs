//! A body: where its members stand, and what their values are taken for.
//!
//! `plain_body.rs` reads most of them, `scanned_body.rs` any other. Lenient as RFC 9457, section 3.1 asks: a member of the wrong type is ignored. Of members with
//! the same name the last one counts, as in `JSON.parse`.
#![allow(clippy::inline_always)] // what is read for every member of a line

use crate::catalogue;
use crate::json::{Scalar, Scanner};
use crate::name::Name;
use crate::plain_body;
use crate::scanned_body::read_members;
use crate::span::Span;
use crate::tokens::Tokens;
use crate::words::{Api, Format};

/// Bodies over this many bytes are not read: 1 MiB.
pub const MAX_BODY_BYTES: usize = 1 << 20;

/// At most this many field errors are kept of one body; the rest is checked to be JSON and left.
pub const MAX_FIELDS: usize = 1000;

/// Without SIMD the scanner is faster. (For tests and fuzzing speed does not count.)
pub(crate) const TOKENS_ARE_FASTER: bool = cfg!(any(target_feature = "simd128", test, fuzzing));

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// What a body says, as positions in its bytes.
#[derive(Clone, Debug)]
pub(crate) struct Body {
    pub(crate) format: Format,
    pub(crate) members: Members,
    /// Of the last plain body: a kilobyte that is not worth being made anew.
    tokens: Tokens,
    /// The whole body is ASCII, so that positions in bytes and in UTF-16 units agree.
    #[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))] // only the boundary asks
    pub(crate) is_ascii: bool,
}

/// The members that matter, where they are of the right type.
#[derive(Clone, Debug)]
pub(crate) struct Members {
    texts: [Span; Text::COUNT],
    /// Which of the texts were set, one bit each; what the others hold is old.
    ///
    /// Clearing a word in place of a hundred bytes is worth it: WebAssembly engines leave even
    /// small fills and copies of memory to a function outside the module. So bodies are read in
    /// place, and not moved around, either.
    set_texts: u16,
    pub(crate) status: Option<u16>,
    /// The row of `code`, looked up as soon as that is read.
    row: Option<usize>,
    pub(crate) has_failure: bool,
    pub(crate) has_data_failure: bool,
    has_errors: bool,
    pub(crate) fields: Vec<FieldSpan>,
}

/// The texts that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Text {
    Code,
    Message,
    Detail,
    Title,
    Type,
    Instance,
    Timestamp,
    /// `failure` of a transaction, as `ConnectPSP`'s GET answers it.
    FailureCode,
    FailureMessage,
    /// The same, in the envelope of a webhook.
    DataFailureCode,
    DataFailureMessage,
}

impl Text {
    const COUNT: usize = Self::DataFailureMessage as usize + 1;

    const fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// One field error; an absent part reads as `""`.
#[derive(Clone, Copy, Debug)]
#[repr(C)] // the boundary hands them over in place
pub(crate) struct FieldSpan {
    pub(crate) field: Span,
    pub(crate) message: Span,
}

impl Body {
    /// No body.
    pub(crate) const fn new() -> Self {
        let members = Members {
            texts: [Span::ABSENT; Text::COUNT],
            set_texts: 0,
            status: None,
            row: None,
            has_failure: false,
            has_data_failure: false,
            has_errors: false,
            fields: Vec::new(),
        };
        Self { format: Format::Empty, members, tokens: Tokens::new(), is_ascii: false }
    }

    /// Reads a body, whatever its bytes.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let mut body = Self::new();
        body.read(bytes);
        body
    }

    /// Reads a body in the place of the last one.
    pub(crate) fn read(&mut self, bytes: &[u8]) {
        if !(TOKENS_ARE_FASTER && self.read_plain(bytes)) {
            self.scan(bytes);
        }
    }

    /// Reads a body if it is plain; else it is still to be [scanned](Self::scan).
    #[inline(always)]
    pub(crate) fn read_plain(&mut self, bytes: &[u8]) -> bool {
        self.clear(Format::Json);
        let is_plain = plain_body::read(bytes, &mut self.tokens, &mut self.members).is_some();
        self.is_ascii = self.tokens.is_ascii();
        is_plain
    }

    /// Reads a body, whatever it is.
    pub(crate) fn scan(&mut self, bytes: &[u8]) {
        self.clear(Format::TooLarge);
        if bytes.len() > MAX_BODY_BYTES {
            return;
        }
        let has_bom = bytes.starts_with(BOM);
        let mut scanner = Scanner::new(bytes, if has_bom { BOM.len() } else { 0 });
        if scanner.at_end() {
            self.format = Format::Empty;
            return;
        }
        if scanner.take(b'{') {
            read_members(&mut scanner, &mut self.members);
        } else {
            scanner.skip_value();
        }
        if scanner.is_whole() {
            self.format = Format::Json;
            self.is_ascii = scanner.is_ascii() && !has_bom;
        } else {
            self.clear(Format::Text);
        }
    }

    /// Forgets the last body.
    pub(crate) fn clear(&mut self, format: Format) {
        self.format = format;
        self.is_ascii = false;
        self.members.clear();
    }
}

impl Members {
    fn clear(&mut self) {
        self.set_texts = 0;
        self.status = None;
        self.row = None;
        self.has_failure = false;
        self.has_data_failure = false;
        self.has_errors = false;
        self.fields.clear();
    }

    /// Takes a member of the outermost object whose value was read already, and is no container.
    #[inline(always)]
    pub(crate) fn take_scalar(&mut self, name: Name, value: Scalar, bytes: &[u8]) {
        match name {
            Name::Text(text) => self.set(text, value.text()),
            Name::Code => self.set_code(code_of(value, bytes), bytes),
            Name::Status => self.status = status_of(value, bytes),
            _ => {}
        }
    }

    /// Forgets the errors of an earlier member of the name.
    pub(crate) fn start_errors(&mut self) {
        self.has_errors = true;
        self.fields.clear();
    }

    /// Keeps an error of the list `errors`.
    #[inline(always)]
    pub(crate) fn keep_error(&mut self, error: FieldSpan) {
        error.keep_in(&mut self.fields);
    }

    pub(crate) fn get(&self, text: Text) -> Span {
        if self.set_texts & text.bit() == 0 {
            return Span::ABSENT;
        }
        self.texts.get(text as usize).copied().unwrap_or_default()
    }

    pub(crate) fn set(&mut self, text: Text, span: Span) {
        if let Some(place) = self.texts.get_mut(text as usize) {
            *place = span;
            self.set_texts |= text.bit();
        }
    }

    #[inline(always)]
    pub(crate) fn set_code(&mut self, code: Span, bytes: &[u8]) {
        self.set(Text::Code, code);
        self.row = code.some().and_then(|code| row_of(code, bytes));
    }

    /// The row of the most direct code that has one.
    pub(crate) fn row(&self, bytes: &[u8]) -> Option<usize> {
        let mut row = self.row;
        if self.has_failure || self.has_data_failure {
            for text in [Text::FailureCode, Text::DataFailureCode] {
                row = row.or_else(|| row_of_spelling(self.get(text).some()?, bytes));
            }
        }
        row
    }

    /// The code that the body offers, known or not: the most direct one.
    pub(crate) fn code(&self) -> Span {
        let codes = [Text::Code, Text::FailureCode, Text::DataFailureCode];
        first(codes.map(|text| self.get(text)), |span| !span.is_absent())
    }

    /// What the server said, for a person: the most specific text that is not blank.
    #[inline(never)]
    pub(crate) fn said(&self, bytes: &[u8]) -> Span {
        let texts = [
            Text::Detail,
            Text::Message,
            Text::FailureMessage,
            Text::DataFailureMessage,
            Text::Title,
        ];
        first(texts.map(|text| self.get(text)), |span| !span.is_absent() && !span.is_blank(bytes))
    }

    /// The API whose shape the body has, where it has one.
    pub(crate) fn shape(&self) -> Option<Api> {
        let has = |text| !self.get(text).is_absent();
        let connectpsp =
            has(Text::Type) || has(Text::Detail) || self.has_failure || self.has_data_failure;
        let connxt = has(Text::Timestamp) || self.has_errors;
        match (connectpsp, connxt) {
            (true, false) => Some(Api::ConnectPsp),
            (false, true) => Some(Api::Connxt),
            _ => None,
        }
    }
}

/// The row of a code: as documented first, because that is what it is nearly always.
#[inline(always)]
fn row_of(code: Span, bytes: &[u8]) -> Option<usize> {
    catalogue::find_as_documented(code.raw(bytes)).or_else(|| row_of_spelling(code, bytes))
}

#[inline(never)] // the rarer case
fn row_of_spelling(code: Span, bytes: &[u8]) -> Option<usize> {
    catalogue::find(&code.unescaped(bytes))
}

fn first<const N: usize>(spans: [Span; N], is_wanted: impl Fn(Span) -> bool) -> Span {
    spans.into_iter().find(|&span| is_wanted(span)).unwrap_or_default()
}

/// A code is a string that is not blank, or an integer of at most 15 digits, which JavaScript
/// numbers hold exactly.
#[inline(always)]
pub(crate) fn code_of(value: Scalar, bytes: &[u8]) -> Span {
    match value {
        Scalar::Text(span) if !span.is_blank(bytes) => span,
        Scalar::Integer(span) if span.raw(bytes).len() <= 15 => span,
        _ => Span::ABSENT,
    }
}

/// A status of HTTP (RFC 9110, section 15: three digits, 100 to 599); other numbers are none.
pub(crate) fn status_of(value: Scalar, bytes: &[u8]) -> Option<u16> {
    match value {
        Scalar::Integer(span) => status_of_digits(span.raw(bytes)),
        Scalar::Text(_) | Scalar::Other => None,
    }
}

/// A status of HTTP as it is written.
#[inline(never)]
pub(crate) fn status_of_digits(digits: &[u8]) -> Option<u16> {
    let [hundreds @ b'1'..=b'5', tens @ b'0'..=b'9', ones @ b'0'..=b'9'] = digits else {
        return None;
    };
    let digit = |byte: u8| u16::from(byte - b'0');
    Some(digit(*hundreds) * 100 + digit(*tens) * 10 + digit(*ones))
}

impl FieldSpan {
    pub(crate) const EMPTY: Self = Self { field: Span::ABSENT, message: Span::ABSENT };

    /// Takes a member whose value was read already, and is no container.
    #[inline(always)]
    pub(crate) fn take(&mut self, name: Name, value: Scalar) {
        match name {
            Name::Field => self.field = value.text(),
            Name::Text(Text::Message) => self.message = value.text(),
            _ => {}
        }
    }

    #[inline(always)]
    pub(crate) fn keep_in(self, fields: &mut Vec<Self>) {
        if !self.is_empty() && fields.len() < MAX_FIELDS {
            fields.push(self);
        }
    }

    pub(crate) fn is_empty(self) -> bool {
        self.field.is_absent() && self.message.is_absent()
    }
}

#[cfg(test)]
impl Body {
    /// All that matters, for comparisons.
    pub(crate) fn shown(&self) -> String {
        format!("{:?} {:?} {}", self.format, self.members, self.is_ascii)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_body_of_json_in_ascii_is_told_to_be_ascii() {
        let mut body = Body::new();
        for (text, is_ascii) in [
            (r#"{"detail":"a"}"#, true),
            (r#"{"detail":"é"}"#, false),
            (r#"{"detail":"\u00e9"}"#, true),
            ("\u{feff}{}", false),
            ("\u{feff}\"é\"", false),
            ("1", true),
            ("<html>", false),
            ("", false),
        ] {
            body.read(text.as_bytes());
            assert_eq!(body.is_ascii, is_ascii, "{text}");
        }
    }
}
