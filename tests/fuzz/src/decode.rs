//! Decoding: what holds whatever comes, and what `classify` and `decode` have to agree in.

use std::time::Duration;

use arbitrary::{Arbitrary, Unstructured};
use psp_errors::{
    Api, CATALOGUE, ErrorInput, Format, Locale, MAX_FIELDS, NoResponse, Outcome, StatusClass,
    api_of_url, classify, mask, retry_after_ms,
};

#[derive(Arbitrary)]
struct Options {
    status: Option<u16>,
    api: Option<bool>,
    timed_out: bool,
    method: u8,
    url: u8,
    retry_after: u8,
    now_ms: u64,
}

const METHODS: [Option<&str>; 6] =
    [None, Some("GET"), Some("POST"), Some("options"), Some("PUT"), Some("")];
const URLS: [Option<&str>; 5] = [
    None,
    Some("https://api.connectpsp.com/cash-out"),
    Some("https://user@CONNXT.example:8443?x"),
    Some("/cash-out"),
    Some("http://[::1]"),
];
const RETRY_AFTER: [Option<&str>; 5] = [
    None,
    Some("120"),
    Some("Sun, 06 Nov 1994 08:49:37 GMT"),
    Some("99999999999999999999"),
    Some("-1"),
];

/// The input is the options, then the body.
pub fn decode(bytes: &[u8]) {
    let mut rest = Unstructured::new(bytes);
    let Ok(options) = Options::arbitrary(&mut rest) else { return };
    let body = rest.take_rest();
    let of = |table: &[Option<&'static str>], index: u8| table[usize::from(index) % table.len()];
    let (method, url) = (of(&METHODS, options.method), of(&URLS, options.url));
    let retry_after = of(&RETRY_AFTER, options.retry_after);
    let now = Duration::from_millis(options.now_ms);
    let api = options.api.map(|first| if first { Api::Connxt } else { Api::ConnectPsp });

    let mut input = ErrorInput::new(body);
    if let Some(status) = options.status {
        input = input.status(status);
    }
    if let Some(api) = api {
        input = input.api(api);
    }
    if let Some(method) = method {
        input = input.method(method);
    }
    if let Some(url) = url {
        input = input.url(url);
    }
    if let Some(value) = retry_after {
        input = input.retry_after(value, now);
    }
    if options.timed_out {
        input = input.no_response(NoResponse::Timeout);
    }
    let error = psp_errors::decode(&input);

    // The verdict is the one that `classify` gives, but for what only `decode` is told.
    let verdict = classify(options.status, body, method);
    assert_eq!(
        (error.known, error.action, error.remedy, error.actor, error.outcome),
        (verdict.known, verdict.action, verdict.remedy, verdict.actor, verdict.outcome),
    );
    if error.code == "TIMEOUT" && verdict.code == "NETWORK_ERROR" {
        assert!(options.timed_out && options.status == Some(0));
    } else {
        assert_eq!(error.code, verdict.code);
    }
    let told = api.or_else(|| api_of_url(url?));
    assert_eq!(error.api, if error.known { verdict.api } else { told.or(verdict.api) });

    // What decides: the row of the code, or the rule of the status.
    let row = CATALOGUE.iter().find(|row| row.code == error.code);
    let (action, outcome, user_message) = if error.known {
        let row = row.expect("a known code is in the catalogue");
        assert_eq!(error.api, Some(row.api));
        assert_eq!(error.docs, row.docs);
        (row.action, row.outcome, row.user_message)
    } else {
        let rule = StatusClass::of(error.status).rule();
        assert_eq!(error.docs, None);
        (rule.action, rule.outcome, rule.user_message)
    };
    assert_eq!(error.action, action);
    let is_safe = matches!(method, Some("GET" | "options"));
    if is_safe && outcome == Outcome::Unknown {
        assert_eq!(error.outcome, Outcome::NotExecuted);
    } else {
        assert_eq!((error.outcome, error.user_message), (outcome, user_message));
    }
    assert_eq!(error.user_message_in(Locale::En), error.user_message);
    for &locale in Locale::ALL {
        assert!(!error.user_message_in(locale).is_empty());
    }

    if let Some(status) = options.status {
        assert_eq!(error.status, Some(status));
    } else {
        assert!(!error.status_mismatch);
    }
    assert!(!error.code.trim().is_empty() && !error.message.is_empty());
    assert_eq!(mask(&error.message), error.message, "nothing is left to mask");
    assert_eq!(error.retry_after_ms, retry_after.and_then(|value| retry_after_ms(value, now)));
    assert!(error.fields.len() <= MAX_FIELDS);
    if error.format != Format::Json {
        assert!(!error.known && error.detail.is_none() && error.fields.is_empty());
    }
    let json = serde_json::to_value(&error).expect("it is data");
    assert_eq!(json["code"], error.code.as_ref());
    assert_eq!(json.as_object().map(serde_json::Map::len), Some(20));
}
