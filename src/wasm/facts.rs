//! What a verdict's id stands for, as JSON text: a list, whose order `pkg/src/core.ts` knows.
//!
//! Why not `serde_wasm_bindgen`, as for the line classifier: JavaScript asks once for each verdict,
//! and objects that cross the boundary bring a tenth of the module and a third of its JavaScript
//! with them. The texts are those of the catalogue and hold nothing that JSON would escape
//! (`tests/catalogue.rs`).

use crate::verdict::{Judgement, push_number};
use crate::words::Api;

/// A code of null is the body's own.
pub(super) fn write(judgement: Judgement) -> String {
    let facts = judgement.facts();
    let code = (!judgement.code_is_sent).then(|| judgement.own_code());
    let mut json = String::from("[");
    // First the numbers: words by their index in `ALL`, of which JavaScript has the same list.
    for number in [
        u16::from(judgement.is_known()),
        facts.action as u16,
        facts.remedy as u16,
        facts.actor as u16,
        facts.outcome as u16,
    ] {
        push_number(&mut json, number);
        json.push(',');
    }
    push_number(&mut json, judgement.status.unwrap_or_default());
    for text in [
        Some(judgement.api.map_or("unknown", Api::as_str)),
        code.as_deref(),
        Some(facts.title),
        Some(facts.user_message),
        Some(facts.message_key),
        facts.docs,
    ] {
        let (quote, text) = text.map_or(("", "null"), |text| ("\"", text));
        for part in [",", quote, text, quote] {
            json.push_str(part);
        }
    }
    json.push(']');
    json
}
