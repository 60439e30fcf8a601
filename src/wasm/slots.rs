//! Where the texts of a body stand: numbers in linear memory that JavaScript reads in place.
//!
//! `pkg/src/core.ts` reads what is written here; the order of the slots is the same in both.

use std::mem;

use crate::body::{Body, FieldSpan, Text};
use crate::mask::has_secret;
use crate::plan::Plan;
use crate::span::Span;
use crate::swar;
use crate::verdict::Judgement;

/// The body's `status` differs from the HTTP status.
const STATUS_MISMATCH: u32 = 1;
/// The message holds something to mask.
const MASK_MESSAGE: u32 = 2;
/// The body is not all ASCII: positions in bytes are none in a string.
const NOT_ASCII: u32 = 4;
/// No status.
const NO_STATUS: u32 = u32::MAX;
/// No reason to give up.
const RETRY: u32 = u32::MAX;

/// The texts that have a slot, in the order of the slots; the code and the message are chosen ones.
const TEXTS: [Text; 5] = [Text::Detail, Text::Title, Text::Type, Text::Instance, Text::Timestamp];

#[repr(C)]
pub(super) struct Slots {
    code: Span,
    message: Span,
    texts: [Span; TEXTS.len()],
    status: u32,
    /// Index in `Format::ALL`.
    format: u32,
    flags: u32,
    fields_length: u32,
    fields_address: usize,
    text_length: u32,
    text_address: usize,
    /// Index in `GiveUp::ALL`.
    give_up: u32,
    cost: u32,
    fields: Vec<FieldSpan>,
    text: Vec<u8>,
}

impl Slots {
    pub(super) const fn new() -> Self {
        Self {
            code: Span::ABSENT,
            message: Span::ABSENT,
            texts: [Span::ABSENT; TEXTS.len()],
            status: NO_STATUS,
            format: 0,
            flags: 0,
            fields_length: 0,
            fields_address: 0,
            text_length: 0,
            text_address: 0,
            give_up: RETRY,
            cost: 0,
            fields: Vec::new(),
            text: Vec::new(),
        }
    }

    pub(super) fn address(&self) -> usize {
        (&raw const *self).expose_provenance()
    }

    /// Writes where the body's code stands, and nothing else.
    pub(super) fn write_code(&mut self, body: &Body) {
        self.code = body.members.code();
        self.flags = if body.is_ascii { 0 } else { NOT_ASCII };
    }

    /// Writes everything; the fields are moved out of the body.
    pub(super) fn write(
        &mut self,
        body: &mut Body,
        bytes: &[u8],
        judgement: Judgement,
        is_text: bool,
    ) {
        let members = &mut body.members;
        self.code = members.code();
        self.message = members.said(bytes);
        self.texts = TEXTS.map(|text| members.get(text));
        self.status = judgement.status.map_or(NO_STATUS, u32::from);
        self.format = body.format as u32;
        let must_mask = if self.message.is_escaped() {
            has_secret(&self.message.unescaped(bytes))
        } else {
            has_secret(self.message.raw(bytes))
        };
        self.flags = flag(judgement.status_mismatch, STATUS_MISMATCH)
            | flag(must_mask, MASK_MESSAGE)
            | flag(!body.is_ascii, NOT_ASCII);
        mem::swap(&mut self.fields, &mut members.fields);
        self.fields_length = u32::try_from(self.fields.len()).unwrap_or(0);
        self.fields_address = self.fields.as_ptr().expose_provenance();
        if is_text && !body.is_ascii {
            self.count_in_utf16(bytes);
        }
    }

    /// Keeps a text until the next one.
    pub(super) fn write_text(&mut self, text: Vec<u8>) {
        self.text = text;
        self.text_length = u32::try_from(self.text.len()).unwrap_or(0);
        self.text_address = self.text.as_ptr().expose_provenance();
    }

    /// Writes a plan but for its time.
    pub(super) fn write_plan(&mut self, plan: Plan) {
        (self.give_up, self.cost) = match plan {
            Plan::Retry { cost, .. } => (RETRY, cost),
            Plan::GiveUp { reason, .. } => (reason as u32, 0),
        };
    }

    /// Turns positions in UTF-8 bytes into positions in UTF-16 units.
    #[inline(never)] // the rarer case
    fn count_in_utf16(&mut self, bytes: &[u8]) {
        let index = Utf16Index::new(bytes);
        index.convert(&mut self.code);
        index.convert(&mut self.message);
        for text in &mut self.texts {
            index.convert(text);
        }
        for FieldSpan { field, message } in &mut self.fields {
            index.convert(field);
            index.convert(message);
        }
    }
}

fn flag(is_set: bool, flag: u32) -> u32 {
    if is_set { flag } else { 0 }
}

/// Counts of UTF-16 units before every 64th byte, so that a position costs at most 64 steps.
struct Utf16Index<'a> {
    bytes: &'a [u8],
    before_block: Vec<usize>,
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

    #[inline(never)]
    fn convert(&self, span: &mut Span) {
        *span = span.map(|offset| self.units_before(offset));
    }

    fn units_before(&self, offset: usize) -> usize {
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
#[inline(never)] // one copy: size counts here
fn utf16_units(utf8: &[u8]) -> usize {
    let (chunks, rest) = utf8.as_chunks::<8>();
    let whole: usize =
        chunks.iter().map(|chunk| swar::utf16_units(u64::from_le_bytes(*chunk))).sum();
    // Padded with continuation bytes, which count for nothing.
    let mut last = [0x80; 8];
    for (place, &byte) in last.iter_mut().zip(rest) {
        *place = byte;
    }
    whole + swar::utf16_units(u64::from_le_bytes(last))
}
