//! Properties: any bytes get a verdict, and what we read of JSON is what `serde_json` reads.
#![cfg(not(target_arch = "wasm32"))]

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use psp_errors::{ErrorInput, Format, decode, mask, retry_after_ms};
use serde_json::Value;
use std::time::Duration;

/// Names that matter, and some that do not.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => prop::sample::select(vec![
            "code", "message", "detail", "title", "type", "status", "instance", "timestamp",
            "errors", "failure", "data", "field",
        ]).prop_map(str::to_owned),
        1 => ".{0,12}",
    ]
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        (90..610).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,40}".prop_map(Value::from),
        "[ -~]{0,40}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 64, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            btree_map(name(), inner, 0..8).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if cfg!(miri) { 5 } else { 2000 }, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_get_a_verdict(bytes in vec(any::<u8>(), 0..300), status in any::<Option<u16>>()) {
        let mut input = ErrorInput::new(&bytes);
        if let Some(status) = status {
            input = input.status(status);
        }
        let error = decode(&input);
        prop_assert!(!error.code.is_empty() && !error.message.is_empty());
        let is_json = serde_json::from_slice::<Value>(&bytes).is_ok();
        prop_assert_eq!(error.format == Format::Json, is_json);
    }

    #[test]
    fn the_members_are_those_that_serde_json_reads(value in json(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
        let text = text.unwrap_or_default();
        let error = decode(&ErrorInput::new(&text));
        prop_assert_eq!(error.format, Format::Json);
        let member = |name: &str| value.get(name).and_then(Value::as_str);
        prop_assert_eq!(error.detail.as_deref(), member("detail"));
        prop_assert_eq!(error.r#type.as_deref(), member("type"));
        prop_assert_eq!(error.instance.as_deref(), member("instance"));
        prop_assert_eq!(error.timestamp.as_deref(), member("timestamp"));
        if let Some(title) = member("title") {
            prop_assert_eq!(error.title.as_ref(), title);
        }
        let status = value.get("status").and_then(Value::as_u64).filter(|status| (100..600).contains(status));
        if !error.known {
            prop_assert_eq!(error.status.map(u64::from), status);
        }
        if let Some(Value::Array(list)) = value.get("errors") {
            let entries: Vec<_> = list
                .iter()
                .filter_map(Value::as_object)
                .map(|entry| {
                    let text = |name| entry.get(name).and_then(Value::as_str);
                    (text("field"), text("message"))
                })
                .filter(|entry| *entry != (None, None))
                .map(|(field, message)| (field.unwrap_or(""), message.unwrap_or("")))
                .collect();
            let found: Vec<_> = error.fields.iter().map(|each| (each.field.as_ref(), each.message.as_ref())).collect();
            prop_assert_eq!(found, entries);
        }
    }

    #[test]
    fn masking_is_idempotent_and_keeps_the_rest(text in "[ -~éã]{0,80}") {
        let once = mask(&text).into_owned();
        let twice = mask(&once).into_owned();
        prop_assert_eq!(twice, once);
    }

    /// Masking passes over what stands before the next digit: to no other effect.
    #[test]
    fn words_without_a_digit_change_nothing_of_what_follows(
        words in "[a-zA-Z .:=(/%+-]{0,30}[$,;!]",
        text in prop_oneof![
            "[0-9a-f .:=@%+()/-]{0,40}",
            "[ -~éã]{0,40}",
            prop::sample::select(vec![
                "token=abc12345 ok", "Bearer: abc-1234.x", "(11) 91234-5678", "+55 11 91234-5678",
                "1 12.ABC.345/01DE-35", "500.00 123e4567-e89b-12d3-a456-426614174000",
                "R$ 1.00 senha%3D%20abc12345", "ana@example.com", "2 eyJhbGciOiJ9.e30.x1",
            ]).prop_map(str::to_owned),
        ],
    ) {
        let masked = |text: String| mask(&text).into_owned();
        prop_assert_eq!(masked(format!("{words}{text}")), format!("{words}{}", mask(&text)));
        let behind = format!("{text}{words}{text}");
        prop_assert_eq!(masked(format!("1{words}{behind}")), format!("1{words}{}", mask(&behind)));
    }

    #[test]
    fn masking_any_text_does_not_panic(text in ".{0,200}") {
        let _ = mask(&text);
    }

    #[test]
    fn any_retry_after_is_a_wait_or_none(value in ".{0,40}", now in any::<u64>()) {
        let _ = retry_after_ms(&value, Duration::from_millis(now));
    }

    #[test]
    fn seconds_are_milliseconds(seconds in 0u64..9_007_199_254_740) {
        prop_assert_eq!(retry_after_ms(&seconds.to_string(), Duration::ZERO), Some(seconds * 1000));
    }
}
