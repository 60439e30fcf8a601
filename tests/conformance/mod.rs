//! Conformance as data: one file of cases, the same runner natively, in wasm in Node and in a
//! browser. `tests/js` runs the same cases through the npm package.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a panic is how a test fails

use std::time::Duration;

use psp_errors::{ErrorInput, decode};
use serde_json::Value;

const CASES: &str = include_str!("../fixtures/cases.json");

/// Dates in the cases are all in the past, whatever clock JavaScript reads: this is 2026.
const NOW: Duration = Duration::from_secs(1_790_000_000);

/// Decodes every case and compares all members of the result, as JSON.
pub fn check() {
    let cases: Vec<Value> = serde_json::from_str(CASES).expect("cases.json is a list");
    assert!(cases.len() > 50, "the cases are there");
    // In Miri each takes a second.
    let step = if cfg!(miri) { 8 } else { 1 };
    for case in cases.iter().step_by(step) {
        let name = case["name"].as_str().expect("a case has a name");
        let input = &case["input"];
        let body = body_of(input);
        let found = serde_json::to_value(decode(&input_of(input, &body))).unwrap();
        assert_eq!(found, case["expected"], "{name}");
    }
}

fn body_of(input: &Value) -> Vec<u8> {
    match (input["body"].as_str(), input["bodyBase64"].as_str()) {
        (Some(text), _) => text.as_bytes().to_vec(),
        (None, Some(base64)) => decode_base64(base64),
        (None, None) => Vec::new(),
    }
}

fn input_of<'a>(input: &'a Value, body: &'a [u8]) -> ErrorInput<'a> {
    let mut result = ErrorInput::new(body);
    // Some cases hold what only JavaScript can pass, such as an API that there is none of: there it
    // is ignored, and here it cannot be said.
    if let Some(Ok(status)) = input["status"].as_u64().map(u16::try_from) {
        result = result.status(status);
    }
    if let Some(Ok(api)) = input["api"].as_str().map(str::parse) {
        result = result.api(api);
    }
    if let Some(url) = input["url"].as_str() {
        result = result.url(url);
    }
    if let Some(method) = input["method"].as_str() {
        result = result.method(method);
    }
    if let Some(value) = input["retryAfter"].as_str() {
        result = result.retry_after(value, NOW);
    }
    result
}

fn decode_base64(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut bits = 0u32;
    for (index, character) in text.trim_end_matches('=').bytes().enumerate() {
        let value = match character {
            b'A'..=b'Z' => character - b'A',
            b'a'..=b'z' => character - b'a' + 26,
            b'0'..=b'9' => character - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => panic!("not base64: {text}"),
        };
        bits = bits << 6 | u32::from(value);
        if index % 4 != 0 {
            let [byte, ..] = (bits >> (6 - 2 * (index % 4))).to_le_bytes();
            bytes.push(byte);
        }
    }
    bytes
}
