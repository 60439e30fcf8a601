//! The boundary of the line classifier, which is in a module of its own (`psp-errors/lines`).
//!
//! A chunk is copied into the input buffer; rows come back as numbers, as verdicts do.

use js_sys::{Uint8Array, Uint32Array};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

use super::{api_of_index, http_status, verdict_id, with_boundary};
use crate::lines::{Line, LineClassifier};

/// `null` for what is absent. Maps stay maps: set as a member of an object, a code that is called
/// `__proto__` would be lost.
const SERIALIZER: Serializer = Serializer::new().serialize_missing_as_null(true);

/// A row's line tells of a response that is no error.
const OK: u32 = u32::MAX;
/// A row's line is bad.
const BAD: u32 = u32::MAX - 1;

/// Classifies newline-delimited JSON.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Lines {
    classifier: LineClassifier,
    rows: Rows,
}

/// What JavaScript reads of the lines that ended in the last chunk.
#[derive(Debug, Default)]
struct Rows {
    /// Four numbers a row: the line's number (low and high half), the verdict's id, the length of
    /// the line's text.
    numbers: Vec<u32>,
    /// The lines' texts, copied: where they stood may be gone.
    text: Vec<u8>,
    /// The codes that only the bodies know, by row.
    codes: Vec<Option<String>>,
}

#[wasm_bindgen]
impl Lines {
    /// A classifier; `status`, `api` (its index, counted from 1) and `method` are those of lines
    /// that tell none.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(status: f64, api: usize, method: &str) -> Self {
        let mut classifier = LineClassifier::new().method(method);
        if let Some(status) = http_status(status) {
            classifier = classifier.status(status);
        }
        if let Some(api) = api_of_index(api) {
            classifier = classifier.api(api);
        }
        Self { classifier, rows: Rows::default() }
    }

    /// Classifies the lines that end in the first `length` bytes of the input.
    pub fn push(&mut self, length: usize) {
        with_boundary(|boundary| {
            self.classifier.push(boundary.input.get(..length).unwrap_or_default());
        });
    }

    /// The same, with rows; gives their number.
    #[wasm_bindgen(js_name = pushRows)]
    pub fn push_rows(&mut self, length: usize) -> usize {
        self.rows.clear();
        with_boundary(|boundary| {
            let chunk = boundary.input.get(..length).unwrap_or_default();
            self.classifier.push_each(chunk, |line| self.rows.add(line));
        });
        self.rows.codes.len()
    }

    /// Classifies the last line, if no newline has ended it; gives the number of rows.
    pub fn finish(&mut self) -> usize {
        self.rows.clear();
        self.classifier.finish_each(|line| self.rows.add(line));
        self.rows.codes.len()
    }

    /// A copy of the rows: four numbers each.
    #[must_use]
    pub fn rows(&self) -> Uint32Array {
        Uint32Array::from(self.rows.numbers.as_slice())
    }

    /// A copy of the rows' texts, one behind the other.
    #[must_use]
    pub fn text(&self) -> Uint8Array {
        Uint8Array::from(self.rows.text.as_slice())
    }

    /// The code of a row whose verdict has none of its own.
    #[must_use]
    pub fn code(&self, row: usize) -> Option<String> {
        self.rows.codes.get(row).cloned().flatten()
    }

    /// What was counted so far.
    ///
    /// # Errors
    ///
    /// None that is known: the error is of the serializer's signature.
    pub fn counts(&self) -> Result<JsValue, serde_wasm_bindgen::Error> {
        self.classifier.counts().serialize(&SERIALIZER)
    }
}

impl Rows {
    fn clear(&mut self) {
        self.numbers.clear();
        self.text.clear();
        self.codes.clear();
    }

    fn add(&mut self, line: &Line<'_>) {
        let judgement = line.judgement();
        let id = match judgement {
            Some(judgement) => verdict_id::pack(judgement),
            None if line.is_bad() => BAD,
            None => OK,
        };
        let is_sent = judgement.is_some_and(|judgement| judgement.code_is_sent);
        let code = line.verdict().filter(|_| is_sent).map(|verdict| verdict.code.into_owned());
        let low = |number: u64| u32::try_from(number & 0xFFFF_FFFF).unwrap_or(0);
        let length = u32::try_from(line.text.len()).unwrap_or(0);
        let number = line.number;
        self.numbers.extend([low(number), low(number >> 32), id, length]);
        self.text.extend_from_slice(line.text);
        self.codes.push(code);
    }
}
