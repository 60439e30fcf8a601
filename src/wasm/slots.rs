//! Where the texts of a body stand: numbers in linear memory that JavaScript reads in place.
//!
//! `pkg/src/core.ts` reads what is written here; the order of the slots is the same in both.

use crate::body::{Body, FieldSpan};
use crate::json::Span;
use crate::mask::has_secret;
use crate::verdict::Judgement;
use crate::words::Format;

/// Set in a text's end: the text has escapes. Bodies are far shorter than 2 GiB.
const ESCAPED: u32 = 1 << 31;
/// The body's `status` differs from the HTTP status.
const STATUS_MISMATCH: u32 = 1;
/// The message holds something to mask.
const MASK_MESSAGE: u32 = 2;
/// The body is not all ASCII: positions in bytes are none in a string.
const NOT_ASCII: u32 = 4;
/// No status.
const NO_STATUS: u32 = u32::MAX;

/// Start and end of a text; both 0 where it is absent (a text's start is behind its quote).
type Position = [u32; 2];

#[repr(C)]
pub(super) struct Slots {
    /// code, message, detail, title, type, instance, timestamp
    texts: [Position; 7],
    status: u32,
    /// Index in `Format::ALL`.
    format: u32,
    flags: u32,
    fields_length: u32,
    fields_address: usize,
    fields: Vec<[Position; 2]>,
}

impl Slots {
    pub(super) const fn new() -> Self {
        Self {
            texts: [[0; 2]; 7],
            status: NO_STATUS,
            format: 0,
            flags: 0,
            fields_length: 0,
            fields_address: 0,
            fields: Vec::new(),
        }
    }

    pub(super) fn address(&self) -> usize {
        (&raw const *self).expose_provenance()
    }

    /// Writes where the body's code stands, and nothing else.
    pub(super) fn write_code(&mut self, body: &Body) {
        let [code, ..] = &mut self.texts;
        *code = position(body.members.code());
        self.flags = if body.is_ascii { 0 } else { NOT_ASCII };
    }

    pub(super) fn write(&mut self, body: &Body, bytes: &[u8], judgement: Judgement, is_text: bool) {
        let members = &body.members;
        let message = members.said(bytes);
        self.texts = [
            members.code(),
            message,
            members.detail,
            members.title,
            members.r#type,
            members.instance,
            members.timestamp,
        ]
        .map(position);
        self.status = judgement.status.map_or(NO_STATUS, u32::from);
        self.format = Format::ALL
            .iter()
            .position(|&format| format == body.format)
            .and_then(|index| u32::try_from(index).ok())
            .unwrap_or(0);
        self.flags = flag(judgement.status_mismatch, STATUS_MISMATCH)
            | flag(message.is_some_and(|span| must_mask(span, bytes)), MASK_MESSAGE)
            | flag(!body.is_ascii, NOT_ASCII);
        self.write_fields(&members.fields);
        if is_text && !body.is_ascii {
            self.count_in_utf16(bytes);
        }
    }

    fn write_fields(&mut self, fields: &[FieldSpan]) {
        self.fields.clear();
        self.fields
            .extend(fields.iter().map(|each| [position(each.field), position(each.message)]));
        self.fields_length = u32::try_from(self.fields.len()).unwrap_or(0);
        self.fields_address = self.fields.as_ptr().expose_provenance();
    }

    /// Turns positions in UTF-8 bytes into positions in UTF-16 units.
    fn count_in_utf16(&mut self, bytes: &[u8]) {
        let index = Utf16Index::new(bytes);
        let fields = self.fields.iter_mut().flatten();
        for place in self.texts.iter_mut().chain(fields).flatten() {
            let escaped = *place & ESCAPED;
            *place = index.units_before((*place & !ESCAPED) as usize) | escaped;
        }
    }
}

fn flag(is_set: bool, flag: u32) -> u32 {
    if is_set { flag } else { 0 }
}

fn position(span: Option<Span>) -> Position {
    let offset = |offset: usize| u32::try_from(offset).unwrap_or(0);
    span.map_or([0, 0], |span| [offset(span.start), offset(span.end) | flag(span.escaped, ESCAPED)])
}

fn must_mask(message: Span, bytes: &[u8]) -> bool {
    has_secret(&message.unescaped(bytes))
}

/// Counts of UTF-16 units before every 64th byte, so that a position costs at most 64 steps.
struct Utf16Index<'a> {
    bytes: &'a [u8],
    before_block: Vec<u32>,
}

impl<'a> Utf16Index<'a> {
    const BLOCK: usize = 64;

    fn new(bytes: &'a [u8]) -> Self {
        let mut units = 0;
        let before_block = bytes
            .chunks(Self::BLOCK)
            .map(|block| {
                let before = units;
                units += utf16_units(block);
                before
            })
            .collect();
        Self { bytes, before_block }
    }

    fn units_before(&self, offset: usize) -> u32 {
        let block = offset / Self::BLOCK;
        // An offset at the end may stand just behind the last block.
        let before = self.before_block.get(block);
        let (before, from) = match before {
            Some(&before) => (before, block * Self::BLOCK),
            None => (0, 0),
        };
        before + utf16_units(self.bytes.get(from..offset).unwrap_or_default())
    }
}

/// UTF-16 units of UTF-8 text: one for each character, two for those of four bytes.
fn utf16_units(utf8: &[u8]) -> u32 {
    utf8.iter()
        .fold(0, |units, &byte| units + u32::from(byte & 0xC0 != 0x80) + u32::from(byte >= 0xF0))
}
