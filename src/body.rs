//! Reading a body: from bytes to where its members stand.
//!
//! Lenient as RFC 9457, section 3.1 asks: a member of the wrong type is ignored. Of members with
//! the same name the last one counts, as in `JSON.parse`.

use crate::json::{NotJson, Scalar, Scanner, Span};
use crate::words::{Api, Format};

/// Bodies over this many bytes are not read: 1 MiB.
pub const MAX_BODY_BYTES: usize = 1 << 20;

/// At most this many field errors are kept of one body; the rest is checked to be JSON and left.
pub const MAX_FIELDS: usize = 1000;

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// What a body says, as positions in its bytes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Body {
    pub(crate) format: Format,
    pub(crate) members: Members,
    /// The whole body is ASCII, so that positions in bytes and in UTF-16 units agree.
    #[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))] // only the boundary asks
    pub(crate) is_ascii: bool,
}

// `Format` has no natural default among the words; a body that was never read is empty.
#[allow(clippy::derivable_impls)]
impl Default for Format {
    fn default() -> Self {
        Self::Empty
    }
}

/// The members that matter; `None` is absent or of the wrong type.
#[derive(Clone, Debug, Default)]
pub(crate) struct Members {
    pub(crate) message: Option<Span>,
    pub(crate) detail: Option<Span>,
    pub(crate) title: Option<Span>,
    pub(crate) r#type: Option<Span>,
    pub(crate) instance: Option<Span>,
    pub(crate) timestamp: Option<Span>,
    pub(crate) status: Option<u16>,
    /// The codes that the body offers, the most direct first: `code`, `failure.code` of a
    /// transaction as `ConnectPSP`'s GET answers it, and the same in the envelope of a webhook.
    pub(crate) codes: [Option<Span>; 3],
    /// What the two failures say.
    failures: [Option<Span>; 2],
    has_failure: bool,
    has_errors: bool,
    pub(crate) fields: Vec<FieldSpan>,
}

/// Why a transaction failed.
#[derive(Clone, Copy, Debug, Default)]
struct Failure {
    code: Option<Span>,
    message: Option<Span>,
}

/// One field error; an absent part reads as `""`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FieldSpan {
    pub(crate) field: Option<Span>,
    pub(crate) message: Option<Span>,
}

impl Body {
    /// A body that is over the limit and was not even looked at.
    pub(crate) fn too_large() -> Self {
        Self { format: Format::TooLarge, ..Self::default() }
    }

    /// Reads a body, whatever its bytes.
    pub(crate) fn read(bytes: &[u8]) -> Self {
        if bytes.len() > MAX_BODY_BYTES {
            return Self::too_large();
        }
        let has_bom = bytes.starts_with(BOM);
        let mut scanner = Scanner::new(bytes, if has_bom { BOM.len() } else { 0 });
        if scanner.at_end() {
            return Self::default();
        }
        match read_document(&mut scanner) {
            Ok(members) => {
                Self { format: Format::Json, members, is_ascii: scanner.is_ascii() && !has_bom }
            }
            Err(NotJson) => Self { format: Format::Text, ..Self::default() },
        }
    }
}

impl Members {
    /// The code that the body offers, known or not.
    pub(crate) fn code(&self) -> Option<Span> {
        self.codes.iter().copied().flatten().next()
    }

    /// What the server said, for a person: the most specific text that is not blank.
    pub(crate) fn said(&self, bytes: &[u8]) -> Option<Span> {
        let [failure, data_failure] = self.failures;
        [self.detail, self.message, failure, data_failure, self.title]
            .into_iter()
            .flatten()
            .find(|span| !span.is_blank(bytes))
    }

    /// The API whose shape the body has, where it has one.
    pub(crate) fn shape(&self) -> Option<Api> {
        let connectpsp = self.r#type.is_some() || self.detail.is_some() || self.has_failure;
        let connxt = self.has_errors || self.timestamp.is_some();
        match (connectpsp, connxt) {
            (true, false) => Some(Api::ConnectPsp),
            (false, true) => Some(Api::Connxt),
            _ => None,
        }
    }

    /// Where the text of a member goes.
    fn text(&mut self, name: Name) -> Option<&mut Option<Span>> {
        Some(match name {
            Name::Message => &mut self.message,
            Name::Detail => &mut self.detail,
            Name::Title => &mut self.title,
            Name::Type => &mut self.r#type,
            Name::Instance => &mut self.instance,
            Name::Timestamp => &mut self.timestamp,
            _ => return None,
        })
    }

    fn set_failure(&mut self, failure: Option<Failure>, in_data: bool) {
        let Failure { code, message } = failure.unwrap_or_default();
        let ([_, own_code, data_code], [own, data]) = (&mut self.codes, &mut self.failures);
        if in_data {
            (*data_code, *data) = (code, message);
        } else {
            (*own_code, *own) = (code, message);
        }
        self.has_failure |= failure.is_some();
    }
}

/// The names of members that anything is done with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Name {
    Code,
    Message,
    Detail,
    Title,
    Type,
    Instance,
    Timestamp,
    Status,
    Failure,
    Data,
    Errors,
    Field,
    Other,
}

impl Name {
    fn of(span: Span, scanner: &Scanner<'_>) -> Self {
        if span.escaped {
            Self::of_bytes(&scanner.unescaped(span))
        } else {
            Self::of_bytes(scanner.raw(span))
        }
    }

    fn of_bytes(name: &[u8]) -> Self {
        match name {
            b"code" => Self::Code,
            b"type" => Self::Type,
            b"data" => Self::Data,
            b"title" => Self::Title,
            b"field" => Self::Field,
            b"status" => Self::Status,
            b"detail" => Self::Detail,
            b"errors" => Self::Errors,
            b"message" => Self::Message,
            b"failure" => Self::Failure,
            b"instance" => Self::Instance,
            b"timestamp" => Self::Timestamp,
            _ => Self::Other,
        }
    }
}

fn read_document(scanner: &mut Scanner<'_>) -> Result<Members, NotJson> {
    let mut members = Members::default();
    if scanner.take(b'{') {
        read_members(scanner, &mut members)?;
    } else {
        scanner.skip_value()?;
    }
    if scanner.at_end() { Ok(members) } else { Err(NotJson) }
}

/// Reads the outermost object; its opening brace is consumed.
fn read_members(scanner: &mut Scanner<'_>, members: &mut Members) -> Result<(), NotJson> {
    let mut first = true;
    while let Some(name) = scanner.member(first)? {
        first = false;
        let name = Name::of(name, scanner);
        if let Some(text) = members.text(name) {
            *text = scanner.text()?;
            continue;
        }
        match name {
            Name::Code => {
                let code = read_code(scanner)?;
                let [own, ..] = &mut members.codes;
                *own = code;
            }
            Name::Status => members.status = read_status(scanner)?,
            Name::Failure => members.set_failure(read_failure(scanner)?, false),
            Name::Data => members.set_failure(read_data(scanner)?, true),
            Name::Errors => {
                members.has_errors = true;
                read_errors(scanner, &mut members.fields)?;
            }
            _ => scanner.skip_value()?,
        }
    }
    Ok(())
}

/// A code is a string that is not blank, or an integer of at most 15 digits, which JavaScript
/// numbers hold exactly.
fn read_code(scanner: &mut Scanner<'_>) -> Result<Option<Span>, NotJson> {
    Ok(match scanner.scalar()? {
        Scalar::Text(span) => {
            let is_blank = span.is_blank(scanner.bytes());
            (!is_blank).then_some(span)
        }
        Scalar::Integer(span) => (span.end - span.start <= 15).then_some(span),
        Scalar::Other => None,
    })
}

/// A status of HTTP (RFC 9110, section 15: three digits, 100 to 599); other numbers are none.
fn read_status(scanner: &mut Scanner<'_>) -> Result<Option<u16>, NotJson> {
    Ok(match scanner.scalar()? {
        Scalar::Integer(span) => match scanner.raw(span) {
            [hundreds @ b'1'..=b'5', tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => {
                let digit = |byte: u8| u16::from(byte - b'0');
                Some(digit(*hundreds) * 100 + digit(*tens) * 10 + digit(*ones))
            }
            _ => None,
        },
        Scalar::Text(_) | Scalar::Other => None,
    })
}

fn read_failure(scanner: &mut Scanner<'_>) -> Result<Option<Failure>, NotJson> {
    if !scanner.take(b'{') {
        scanner.skip_value()?;
        return Ok(None);
    }
    let mut failure = Failure::default();
    let mut first = true;
    while let Some(name) = scanner.member(first)? {
        first = false;
        match Name::of(name, scanner) {
            Name::Code => failure.code = read_code(scanner)?,
            Name::Message => failure.message = scanner.text()?,
            _ => scanner.skip_value()?,
        }
    }
    Ok(Some(failure))
}

fn read_data(scanner: &mut Scanner<'_>) -> Result<Option<Failure>, NotJson> {
    if !scanner.take(b'{') {
        scanner.skip_value()?;
        return Ok(None);
    }
    let mut failure = None;
    let mut first = true;
    while let Some(name) = scanner.member(first)? {
        first = false;
        match Name::of(name, scanner) {
            Name::Failure => failure = read_failure(scanner)?,
            _ => scanner.skip_value()?,
        }
    }
    Ok(failure)
}

/// `errors`: a list of objects, one object, or a map of field names to messages.
fn read_errors(scanner: &mut Scanner<'_>, fields: &mut Vec<FieldSpan>) -> Result<(), NotJson> {
    fields.clear();
    if scanner.take(b'{') {
        return read_error_or_map(scanner, fields);
    }
    if !scanner.take(b'[') {
        return scanner.skip_value();
    }
    let mut first = true;
    while scanner.element(first)? {
        first = false;
        if scanner.take(b'{') {
            let entry = read_entry(scanner, None)?;
            keep(fields, entry);
        } else {
            scanner.skip_value()?;
        }
    }
    Ok(())
}

/// An object with a `field` or a `message` of text is one error; any other is a map.
fn read_error_or_map(
    scanner: &mut Scanner<'_>,
    fields: &mut Vec<FieldSpan>,
) -> Result<(), NotJson> {
    let entry = read_entry(scanner, Some(fields))?;
    if !entry.is_empty() {
        fields.clear();
        fields.push(entry);
    }
    Ok(())
}

/// Reads one object of `errors`, its brace consumed, as an error; with `map` as a map too.
fn read_entry(
    scanner: &mut Scanner<'_>,
    mut map: Option<&mut Vec<FieldSpan>>,
) -> Result<FieldSpan, NotJson> {
    let mut entry = FieldSpan { field: None, message: None };
    let mut names = 0;
    while let Some(name) = scanner.member(names == 0)? {
        names += 1;
        let is_list = scanner.peek() == Some(b'[');
        let message = if is_list && map.is_some() { None } else { scanner.text()? };
        match Name::of(name, scanner) {
            Name::Field => entry.field = message,
            Name::Message => entry.message = message,
            _ => {}
        }
        // Bounded, because every name is compared with those before it.
        if let Some(map) = map.as_deref_mut().filter(|_| names <= MAX_FIELDS) {
            forget(map, name, scanner);
            if is_list {
                read_messages(scanner, name, map)?;
            } else if message.is_some() {
                keep(map, FieldSpan { field: Some(name), message });
            }
        } else if is_list && map.is_some() {
            scanner.skip_value()?;
        }
    }
    Ok(entry)
}

/// Reads the messages of one field of a map.
fn read_messages(
    scanner: &mut Scanner<'_>,
    field: Span,
    map: &mut Vec<FieldSpan>,
) -> Result<(), NotJson> {
    scanner.take(b'[');
    let mut first = true;
    while scanner.element(first)? {
        first = false;
        if let Some(message) = scanner.text()? {
            keep(map, FieldSpan { field: Some(field), message: Some(message) });
        }
    }
    Ok(())
}

fn keep(fields: &mut Vec<FieldSpan>, entry: FieldSpan) {
    if !entry.is_empty() && fields.len() < MAX_FIELDS {
        fields.push(entry);
    }
}

/// Of two members of a map with the same name the last one counts.
fn forget(map: &mut Vec<FieldSpan>, name: Span, scanner: &Scanner<'_>) {
    let again = scanner.unescaped(name);
    map.retain(|entry| entry.field.is_none_or(|field| scanner.unescaped(field) != again));
}

impl FieldSpan {
    fn is_empty(self) -> bool {
        self.field.is_none() && self.message.is_none()
    }
}
