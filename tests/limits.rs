//! Hostile sizes and depths: a verdict each time, and in linear time.

use std::time::{Duration, Instant};

use psp_errors::{ErrorInput, Format, MAX_BODY_BYTES, MAX_FIELDS, decode, mask};

fn padded(length: usize) -> Vec<u8> {
    let mut body = br#"{"code":"INVALID_AMOUNT"}"#.to_vec();
    body.resize(length, b' ');
    body
}

#[test]
#[cfg_attr(miri, ignore)] // megabytes take hours
fn a_body_at_the_limit_is_read_and_one_byte_more_is_not() {
    let error = padded(MAX_BODY_BYTES);
    let error = decode(&ErrorInput::new(&error).status(422));
    assert_eq!((error.format, error.known), (Format::Json, true));

    for length in [MAX_BODY_BYTES + 1, 5 * MAX_BODY_BYTES] {
        let body = padded(length);
        let error = decode(&ErrorInput::new(&body).status(422));
        assert_eq!((error.format, error.known), (Format::TooLarge, false));
        assert_eq!(error.code, "HTTP_422");
    }
}

#[test]
#[cfg_attr(miri, ignore)]
fn depth_is_no_danger() {
    for (open, close) in
        [("[", "]"), (r#"{"a":"#, "}"), (r#"{"data":"#, "}"), (r#"{"errors":["#, "]}")]
    {
        let deep = open.repeat(10_000);
        let error = decode(&ErrorInput::new(&deep).status(500));
        assert_eq!((error.format, error.code.as_ref()), (Format::Text, "HTTP_500"), "{open}");
        let closed = format!("{deep}1{}", close.repeat(10_000));
        assert_eq!(decode(&ErrorInput::new(&closed).status(500)).format, Format::Json, "{open}");
        let beside = format!(r#"{{"deep":{closed},"code":"4003"}}"#);
        assert_eq!(decode(&ErrorInput::new(&beside)).code, "4003", "{open}");
    }
}

#[test]
#[cfg_attr(miri, ignore)]
fn so_many_field_errors_are_kept_and_no_more() {
    let list =
        |count: usize| format!(r#"{{"errors":[{}]}}"#, vec![r#"{"field":"a"}"#; count].join(","));
    for (count, kept) in
        [(MAX_FIELDS - 1, MAX_FIELDS - 1), (MAX_FIELDS, MAX_FIELDS), (MAX_FIELDS + 1, MAX_FIELDS)]
    {
        let body = list(count);
        assert_eq!(decode(&ErrorInput::new(&body)).fields.len(), kept);
    }
    let names: Vec<_> = (0..5 * MAX_FIELDS).map(|name| format!(r#""f{name}":["m","n"]"#)).collect();
    let map = format!(r#"{{"errors":{{{}}},"code":"4001"}}"#, names.join(","));
    let error = decode(&ErrorInput::new(&map));
    assert_eq!((error.fields.len(), error.code.as_ref()), (MAX_FIELDS, "4001"));
    assert_eq!(error.fields.last().map(|last| last.field.as_ref()), Some("f499"));
}

#[test]
fn any_prefix_of_a_body_gets_a_verdict() {
    let whole = "\u{feff}{\"code\":\"4001\",\"message\":\"é\\u00e9\\\"\",\"errors\":[{\"field\":\"a\",\"message\":\"😀\"}],\"status\":400}";
    for length in 0..whole.len() {
        let error = decode(&ErrorInput::new(&whole.as_bytes()[..length]).status(400));
        assert!(!error.known, "{length}");
        assert_eq!(error.code, "HTTP_400");
    }
    let error = decode(&ErrorInput::new(whole));
    assert_eq!((error.code.as_ref(), error.message.as_ref()), ("4001", "éé\""));
    assert_eq!(error.fields[0].message, "😀");
}

#[test]
#[cfg_attr(miri, ignore)] // megabytes, and seconds of Miri's are no measure
fn masking_takes_linear_time() {
    for pattern in [
        "eyJ.",
        "eyJ",
        "token ",
        "token:",
        "token=token/",
        "a.",
        "a@",
        "@",
        "%40",
        "%2F",
        "+",
        "(",
        "+1",
        "(1",
        "1-",
        "1 ",
        "1234-",
        "12345678",
        "aA",
        "é",
        "a-b_c",
        "55 11 ",
        "00000000-",
    ] {
        // The last digit makes all of it worth looking at.
        let text = format!("{} 1", pattern.repeat(MAX_BODY_BYTES / 4 / pattern.len()));
        let begun = Instant::now();
        let _ = mask(&text);
        // Milliseconds; minutes, if each byte were looked at for each other.
        assert!(begun.elapsed() < Duration::from_secs(10), "{pattern}: {:?}", begun.elapsed());
    }
}
