//! What is the same in Node and in a browser: the core in wasm, and its boundary.

use psp_errors::{CATALOGUE, wasm};
use wasm_bindgen_test::wasm_bindgen_test;

/// Where the code stands in what describes a verdict.
const CODE: u32 = 7;

#[wasm_bindgen_test]
fn every_case_decodes_to_the_expected_result() {
    crate::conformance::check();
}

#[wasm_bindgen_test]
fn the_catalogue_crosses_the_boundary_whole() {
    for (index, row) in CATALOGUE.iter().enumerate() {
        let id = wasm::row_id(index);
        assert_ne!(id, 0);
        wasm::verdict(id);
        let facts = js_sys::Array::from(&parsed(&text_that_was_left())).to_vec();
        let numbers: Vec<_> = facts.iter().filter_map(wasm_bindgen::JsValue::as_f64).collect();
        let words = [
            row.action as u16,
            row.remedy as u16,
            row.actor as u16,
            row.outcome as u16,
            row.status,
        ];
        assert_eq!(numbers.first(), Some(&1.0), "known");
        assert_eq!(numbers.get(1..), Some(&words.map(f64::from)[..]));
        let texts: Vec<_> = facts.iter().skip(6).map(wasm_bindgen::JsValue::as_string).collect();
        let wanted = [
            Some(row.api.as_str()),
            Some(row.code),
            Some(row.title),
            Some(row.user_message),
            Some(row.code),
            row.docs,
        ];
        assert_eq!(texts, wanted.map(|text| text.map(str::to_owned)));
        // Absent is null, never undefined.
        assert!(facts.iter().all(|fact| !fact.is_undefined()));
    }
    assert_eq!(wasm::row_id(CATALOGUE.len()), 0);
}

#[wasm_bindgen_test]
fn a_verdict_id_stands_for_one_verdict() {
    let seen = js_sys::Map::new();
    for status in (0..1000).map(f64::from).chain([f64::NAN, -1.0, 4.5, 65535.0, 65536.0, 1e300]) {
        for is_safe in [false, true] {
            let id = wasm::decode(0, status, is_safe, 0, false, 0);
            wasm::verdict(id);
            let code = js_sys::Array::from(&parsed(&text_that_was_left())).get(CODE);
            let wanted = match status {
                0.0 => "NETWORK_ERROR".to_owned(),
                1.0..=65535.0 if status.fract() == 0.0 => format!("HTTP_{status}"),
                _ => "UNKNOWN".to_owned(),
            };
            assert_eq!(code.as_string(), Some(wanted), "{status}");
            seen.set(&id.into(), &code);
        }
    }
    // 1002 statuses and "none", each with a safe method and with another.
    assert_eq!(seen.size(), 2 * 1002);
}

#[wasm_bindgen_test]
fn the_input_grows_with_what_is_asked_for_and_never_shrinks() {
    wasm::input_address(1);
    assert!(wasm::input_capacity() >= 1);
    wasm::input_address(100_000);
    assert_eq!(wasm::input_capacity(), 131_072);
    wasm::input_address(psp_errors::MAX_BODY_BYTES);
    assert_eq!(wasm::input_capacity(), psp_errors::MAX_BODY_BYTES);
    let address = wasm::input_address(0);
    assert_eq!(wasm::input_address(10), address, "a shorter input moves nothing");
    // What was too long to be copied is too large.
    let id = wasm::decode(usize::MAX, 422.0, false, 0, false, 0);
    wasm::verdict(id);
    let code = js_sys::Array::from(&parsed(&text_that_was_left())).get(CODE);
    assert_eq!(code.as_string().as_deref(), Some("HTTP_422"));
}

#[wasm_bindgen_test]
fn lines_cross_the_boundary_as_counts_and_rows() {
    let log = "{\"code\":\"4001\"}\n\n?\n{\"status\":200}\n{\"code\":\"__proto__\"}";
    let mut lines = wasm::Lines::new(f64::NAN, 0, "");
    write_input(log.as_bytes());
    assert_eq!(lines.push_rows(log.len()), 3);
    let rows = lines.rows().to_vec();
    let numbers: Vec<_> =
        rows.as_chunks::<4>().0.iter().map(|&[low, high, _, length]| (low, high, length)).collect();
    assert_eq!(numbers, [(1, 0, 15), (3, 0, 1), (4, 0, 14)]);
    assert_eq!(lines.text().to_vec(), b"{\"code\":\"4001\"}?{\"status\":200}");
    assert_eq!(lines.code(0), None);

    assert_eq!(lines.finish(), 1);
    assert_eq!(lines.code(0).as_deref(), Some("__proto__"));
    let counts = js_sys::Map::from(lines.counts().unwrap_or_default());
    assert_eq!(counts.get(&"errors".into()).as_f64(), Some(2.0));
    assert_eq!(js_sys::Array::from(&counts.get(&"badLines".into())).to_vec(), [3]);
    let codes = js_sys::Map::from(counts.get(&"byCode".into()));
    assert_eq!(codes.get(&"__proto__".into()).as_f64(), Some(1.0));
}

/// Copies bytes to where JavaScript would.
fn write_input(bytes: &[u8]) {
    let address = wasm::input_address(bytes.len());
    let memory = js_sys::WebAssembly::Memory::from(wasm_bindgen::memory());
    let at = u32::try_from(address).unwrap_or_default();
    let length = u32::try_from(bytes.len()).unwrap_or_default();
    let view = js_sys::Uint8Array::new_with_byte_offset_and_length(&memory.buffer(), at, length);
    view.copy_from(bytes);
}

/// What the last call has left, by the slots 19 and 20.
fn text_that_was_left() -> String {
    let memory = js_sys::WebAssembly::Memory::from(wasm_bindgen::memory());
    let address_of_slots = u32::try_from(wasm::slots_address()).unwrap_or_default();
    let slots = js_sys::Uint32Array::new_with_byte_offset(&memory.buffer(), address_of_slots);
    let [length, address] = [19, 20].map(|slot| slots.get_index(slot));
    let view =
        js_sys::Uint8Array::new_with_byte_offset_and_length(&memory.buffer(), address, length);
    String::from_utf8(view.to_vec()).unwrap_or_default()
}

#[wasm_bindgen_test]
fn texts_cross_the_boundary_both_ways_through_the_input() {
    let write = |text: &str| {
        write_input(text.as_bytes());
        text.len()
    };
    assert!(wasm::mask(write("no account for joão@exemplo.com.br")));
    assert_eq!(text_that_was_left(), "no account for ***");
    assert!(!wasm::mask(write("R$ 100,00 é pouco")));
    assert!(wasm::is_safe_method(write("GET")));
    assert!(!wasm::is_safe_method(write("POST")));
    assert_eq!(wasm::api_of_url(write("https://api.connectpsp.com/cash-out")), 2);
    assert_eq!(wasm::retry_after_ms(write("120"), 0.0).to_bits(), 120_000f64.to_bits());
    assert!(wasm::retry_after_ms(write("soon"), 0.0).is_nan());
    assert!(wasm::is_repeatable(write("PUT"), 0, false));
    // Longer than the input: nothing was written.
    assert!(!wasm::mask(usize::MAX));
}

fn parsed(json: &str) -> wasm_bindgen::JsValue {
    js_sys::JSON::parse(json).unwrap_or_default()
}
