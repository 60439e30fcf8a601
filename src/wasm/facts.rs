//! What a verdict's id, or a row of the catalogue, stands for, as JSON text.
//!
//! Why not `serde_wasm_bindgen`, as for the line classifier: JavaScript asks once for each verdict,
//! and objects that cross the boundary bring a tenth of the module and a third of its JavaScript
//! with them. The texts are those of the catalogue and hold nothing that JSON would escape
//! (`tests/catalogue.rs`).

use crate::verdict::{Judgement, push_number};
use crate::words::Api;

/// Writes an object; a `code` of `None` is the body's own.
pub(super) fn write(json: &mut String, judgement: Judgement, code: Option<&str>) {
    let facts = judgement.facts();
    member(json, "{\"api\":", Some(judgement.api.map_or("unknown", Api::as_str)));
    member(json, ",\"code\":", code);
    push(json, ",\"known\":");
    push(json, if judgement.is_known() { "true" } else { "false" });
    push(json, ",\"status\":");
    match judgement.status {
        Some(status) => push_number(json, status),
        None => push(json, "null"),
    }
    member(json, ",\"action\":", Some(facts.action.as_str()));
    member(json, ",\"remedy\":", Some(facts.remedy.as_str()));
    member(json, ",\"actor\":", Some(facts.actor.as_str()));
    member(json, ",\"outcome\":", Some(facts.outcome.as_str()));
    member(json, ",\"title\":", Some(facts.title));
    member(json, ",\"userMessage\":", Some(facts.user_message));
    member(json, ",\"messageKey\":", Some(facts.message_key));
    member(json, ",\"docs\":", facts.docs);
    push(json, "}");
}

#[inline(never)] // one copy of each: size counts here, not speed
fn member(json: &mut String, name: &str, text: Option<&str>) {
    push(json, name);
    if let Some(text) = text {
        push(json, "\"");
        push(json, text);
        push(json, "\"");
    } else {
        push(json, "null");
    }
}

#[inline(never)]
fn push(json: &mut String, part: &str) {
    json.push_str(part);
}
