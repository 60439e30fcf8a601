//! Classifying many errors at once: newline-delimited JSON, in chunks with borders anywhere.
//!
//! A line is either an error body, or a record of a log that holds one beside what is known of the
//! exchange: `{"status":422,"body":{…},"time":"…"}`. What is kept does not grow with the input.

mod counts;
mod plain;
mod record;
mod rfc3339;

pub use counts::{HourCounts, LineCounts, MAX_BAD_LINES, MAX_CODE_BYTES, MAX_CODES, MAX_HOURS};

use crate::body::MAX_BODY_BYTES;
use crate::sixteen::Sixteen;
use crate::verdict::{Circumstances, Judgement, Verdict, is_safe_method};
use crate::words::Api;
pub(crate) use record::RecordName;
use record::{Reader, Record};

/// Classifies newline-delimited JSON, chunk by chunk.
///
/// ```
/// use psp_errors::{Action, LineClassifier};
///
/// let mut lines = LineClassifier::new();
/// // Borders of chunks may be anywhere.
/// lines.push(b"{\"status\":422,\"body\":{\"code\":\"INSUFFICIENT_");
/// lines.push(b"FUNDS\"}}\n{\"code\":\"4001\"}\nnot JSON\n");
/// lines.finish();
///
/// let counts = lines.counts();
/// assert_eq!((counts.lines, counts.errors, counts.bad), (3, 2, 1));
/// assert_eq!(counts.action(Action::Escalate), 1);
/// assert_eq!(counts.bad_lines, [3]);
/// ```
#[derive(Clone, Debug)]
pub struct LineClassifier {
    known: Circumstances,
    counts: LineCounts,
    reader: Reader,
    /// The beginning of a line whose end is in a later chunk.
    started: Vec<u8>,
    /// That line is longer than any that is read; the rest of it is passed over.
    is_too_long: bool,
}

/// One line and what it turned out to be.
#[derive(Debug)]
pub struct Line<'a> {
    /// Counted from 1, blank lines included.
    pub number: u64,
    /// The line without its end; empty where it is longer than
    /// [`MAX_BODY_BYTES`].
    pub text: &'a [u8],
    kind: Kind<'a>,
}

#[derive(Debug)]
enum Kind<'a> {
    Error(&'a Record<'a>, Judgement),
    Ok,
    Bad,
}

impl Line<'_> {
    /// The verdict; `None` where the line tells of a success, or cannot be read.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict<'_>> {
        let Kind::Error(record, judgement) = self.kind else { return None };
        Some(Verdict::of(judgement, record.body, &record.bytes))
    }

    /// The line is no JSON object, or longer than [`MAX_BODY_BYTES`].
    #[must_use]
    pub fn is_bad(&self) -> bool {
        matches!(self.kind, Kind::Bad)
    }

    #[cfg(target_arch = "wasm32")] // only the boundary asks
    pub(crate) fn judgement(&self) -> Option<Judgement> {
        match self.kind {
            Kind::Error(_, judgement) => Some(judgement),
            Kind::Ok | Kind::Bad => None,
        }
    }
}

impl Default for LineClassifier {
    fn default() -> Self {
        Self::new()
    }
}

impl LineClassifier {
    /// A classifier that has seen nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            known: Circumstances::default(),
            counts: LineCounts::default(),
            reader: Reader::new(),
            started: Vec::new(),
            is_too_long: false,
        }
    }

    /// The HTTP status of lines that tell none.
    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.known.status = Some(status);
        self
    }

    /// The API of lines whose code and shape do not tell it.
    #[must_use]
    pub fn api(mut self, api: Api) -> Self {
        self.known.api = Some(api);
        self
    }

    /// The request's method of lines that tell none.
    #[must_use]
    pub fn method(mut self, method: &str) -> Self {
        self.known.is_safe = is_safe_method(method.as_bytes());
        self
    }

    /// What was counted so far.
    #[must_use]
    pub fn counts(&self) -> &LineCounts {
        &self.counts
    }

    /// Classifies the lines that end in `chunk`.
    pub fn push(&mut self, chunk: &[u8]) {
        self.push_each(chunk, |_| {});
    }

    /// Classifies the lines that end in `chunk`, and shows each that is not blank.
    pub fn push_each(&mut self, chunk: &[u8], mut show: impl FnMut(&Line<'_>)) {
        let mut rest = chunk;
        if !self.started.is_empty() || self.is_too_long {
            let Some((end, after)) = split_line(rest) else { return self.start(rest) };
            self.start(end);
            self.end_started(&mut show);
            rest = after;
        }
        while let Some((line, after)) = split_line(rest) {
            if line.len() > MAX_BODY_BYTES {
                self.too_long(&mut show);
            } else {
                self.line(line, &mut show);
            }
            rest = after;
        }
        self.start(rest);
    }

    /// Classifies the last line, if no newline has ended it.
    pub fn finish(&mut self) {
        self.finish_each(|_| {});
    }

    /// Classifies the last line, if no newline has ended it, and shows it.
    pub fn finish_each(&mut self, mut show: impl FnMut(&Line<'_>)) {
        if !self.started.is_empty() || self.is_too_long {
            self.end_started(&mut show);
        }
    }

    /// Keeps the beginning of a line, or more of one.
    fn start(&mut self, part: &[u8]) {
        self.is_too_long |= self.started.len() + part.len() > MAX_BODY_BYTES;
        if self.is_too_long {
            self.started.clear();
        } else {
            self.started.extend_from_slice(part);
        }
    }

    fn end_started(&mut self, show: &mut impl FnMut(&Line<'_>)) {
        if std::mem::take(&mut self.is_too_long) {
            return self.too_long(show);
        }
        let line = std::mem::take(&mut self.started);
        self.line(&line, show);
        self.started = line;
        self.started.clear();
    }

    fn line(&mut self, line: &[u8], show: &mut impl FnMut(&Line<'_>)) {
        let line = if self.counts.lines == 0 { without_bom(line) } else { line };
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        self.counts.lines += 1;
        let number = self.counts.lines;
        if let Some(record) = &self.reader.read(line, self.known) {
            let judgement = record.judge();
            if is_ok(judgement) {
                self.counts.add_ok(record.hour());
                show(&Line { number, text: line, kind: Kind::Ok });
            } else {
                self.counts.add_error(judgement, record);
                show(&Line { number, text: line, kind: Kind::Error(record, judgement) });
            }
        } else if line.trim_ascii().is_empty() {
            self.counts.blank += 1;
        } else {
            self.counts.add_bad(number);
            show(&Line { number, text: line, kind: Kind::Bad });
        }
    }

    #[cold]
    fn too_long(&mut self, show: &mut impl FnMut(&Line<'_>)) {
        self.counts.lines += 1;
        let number = self.counts.lines;
        self.counts.add_bad(number);
        show(&Line { number, text: b"", kind: Kind::Bad });
    }
}

/// The line tells of a response that is no error.
fn is_ok(judgement: Judgement) -> bool {
    judgement.status.is_some_and(|status| (200..300).contains(&status)) && !judgement.is_known()
}

/// The line before the first newline, and what is behind that.
fn split_line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = find_newline(bytes)?;
    Some((bytes.get(..end)?, bytes.get(end + 1..)?))
}

fn find_newline(bytes: &[u8]) -> Option<usize> {
    let (chunks, rest) = bytes.as_chunks::<16>();
    for (index, chunk) in chunks.iter().enumerate() {
        let newlines = Sixteen::of(chunk).equal(b'\n').high_bits();
        if newlines != 0 {
            return Some(index * 16 + newlines.trailing_zeros() as usize);
        }
    }
    let place = rest.iter().position(|&byte| byte == b'\n')?;
    Some(chunks.len() * 16 + place)
}

fn without_bom(line: &[u8]) -> &[u8] {
    line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line)
}
