//! What a body says according to `serde_json`, by the rules that the README and the docs give.

use psp_errors::{Api, CATALOGUE, CatalogueRow};
use serde_json::{Map, Value};

/// The text as JSON, by the rules of `JSON.parse`, to which `serde_json` is stricter in one thing:
/// half a surrogate pair is no error. `None` where it cannot tell, which is past its depth of 128.
pub fn parse(text: &str) -> Option<Result<Value, ()>> {
    match serde_json::from_str(&without_lone_surrogates(text)) {
        Ok(value) => Some(Ok(value)),
        Err(error) if error.to_string().starts_with("recursion limit") => None,
        Err(_) => Some(Err(())),
    }
}

/// The bytes as text, as a decoder of UTF-8 reads them: without a BOM, and U+FFFD for what is none.
pub fn text_of(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned()
}

/// Writes U+FFFD in place of each escape that is half a surrogate pair.
fn without_lone_surrogates(text: &str) -> String {
    let mut found = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        found.push_str(before);
        let length = match (unit(escape), escape.get(6..).and_then(unit)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 12,
            (Some(0xD800..=0xDFFF), _) => {
                found.push_str("\\ufffd");
                rest = &escape[6..];
                continue;
            }
            // The backslash and what it escapes, whatever that is.
            _ => escape.char_indices().nth(2).map_or(escape.len(), |(at, _)| at),
        };
        found.push_str(&escape[..length]);
        rest = &escape[length..];
    }
    found.push_str(rest);
    found
}

/// The number that an escape `\u1234` at the front stands for.
fn unit(escape: &str) -> Option<u32> {
    let digits = escape.strip_prefix("\\u")?.get(..4)?;
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then(|| u32::from_str_radix(digits, 16).ok())?
}

/// The members of a body that matter, where they are of the right type.
#[derive(Debug, Default)]
pub struct Said {
    pub row: Option<&'static CatalogueRow>,
    /// The first code that is there, known or not.
    pub code: Option<String>,
    pub status: Option<u16>,
    pub r#type: Option<String>,
    pub title: Option<String>,
    pub detail: Option<String>,
    pub instance: Option<String>,
    pub timestamp: Option<String>,
    /// What the server said, for a person.
    pub message: Option<String>,
    pub fields: Vec<(String, String)>,
    pub shape: Option<Api>,
}

impl Said {
    pub fn of(value: &Value) -> Self {
        let Value::Object(body) = value else { return Self::default() };
        let text = |name: &str| text_in(body, name);
        let failure = object_in(body, "failure");
        let data_failure = object_in(body, "data").and_then(|data| object_in(data, "failure"));
        let holders = [Some(body), failure, data_failure];
        let codes: Vec<String> = holders.into_iter().flatten().filter_map(code_in).collect();
        let message_of =
            |failure: Option<&Map<String, Value>>| failure.and_then(|it| text_in(it, "message"));
        let said = [
            text("detail"),
            text("message"),
            message_of(failure),
            message_of(data_failure),
            text("title"),
        ];
        let has_failure = failure.or(data_failure).is_some();
        let is_connectpsp = text("type").or_else(|| text("detail")).is_some() || has_failure;
        let is_connxt = text("timestamp").is_some() || body.contains_key("errors");
        Self {
            row: codes.iter().find_map(|code| row_of(code)).or_else(|| row_of_type(&text("type")?)),
            code: codes.into_iter().next(),
            status: body.get("status").and_then(status_of),
            r#type: text("type"),
            title: text("title"),
            detail: text("detail"),
            instance: text("instance"),
            timestamp: text("timestamp"),
            message: said.into_iter().flatten().find(|text| !is_blank(text)),
            fields: body.get("errors").map(fields_of).unwrap_or_default(),
            shape: match (is_connectpsp, is_connxt) {
                (true, false) => Some(Api::ConnectPsp),
                (false, true) => Some(Api::Connxt),
                _ => None,
            },
        }
    }
}

fn object_in<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Map<String, Value>> {
    object.get(name)?.as_object()
}

fn text_in(object: &Map<String, Value>, name: &str) -> Option<String> {
    Some(object.get(name)?.as_str()?.to_owned())
}

fn is_blank(text: &str) -> bool {
    text.trim_matches(|char: char| char.is_ascii_whitespace()).is_empty()
}

/// A text that is not blank, or an integer of at most 15 characters.
fn code_in(object: &Map<String, Value>) -> Option<String> {
    match object.get("code")? {
        Value::String(text) if !is_blank(text) => Some(text.clone()),
        Value::Number(number) => {
            let written = number.to_string();
            let is_integer = !written.contains(['.', 'e', 'E']);
            (is_integer && written.len() <= 15).then_some(written)
        }
        _ => None,
    }
}

fn status_of(value: &Value) -> Option<u16> {
    let Value::Number(number) = value else { return None };
    let written = number.to_string();
    let status = written.parse().ok()?;
    (written.len() == 3 && (100..600).contains(&status)).then_some(status)
}

fn row_of(code: &str) -> Option<&'static CatalogueRow> {
    let code = code.trim_matches(|char: char| char.is_ascii_whitespace());
    let code = code.to_ascii_uppercase().replace('-', "_");
    CATALOGUE.iter().find(|row| row.code == code)
}

fn row_of_type(r#type: &str) -> Option<&'static CatalogueRow> {
    let path = r#type.split(['?', '#']).next()?;
    let slug = path.strip_suffix('/').unwrap_or(path).rsplit('/').next()?;
    row_of(slug).filter(|row| row.api == Api::ConnectPsp)
}

fn fields_of(errors: &Value) -> Vec<(String, String)> {
    let entry = |object: &Map<String, Value>| {
        let (field, message) = (text_in(object, "field"), text_in(object, "message"));
        let is_entry = field.is_some() || message.is_some();
        is_entry.then(|| (field.unwrap_or_default(), message.unwrap_or_default()))
    };
    match errors {
        Value::Array(list) => list.iter().filter_map(Value::as_object).filter_map(entry).collect(),
        Value::Object(object) => entry(object).map_or_else(|| map_of(object), |it| vec![it]),
        _ => Vec::new(),
    }
}

/// `{ field: [messages] }`, or `{ field: message }`.
fn map_of(object: &Map<String, Value>) -> Vec<(String, String)> {
    let pairs = object.iter().flat_map(|(name, value)| {
        let messages: Vec<&str> = match value {
            Value::String(text) => vec![text],
            Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        messages.into_iter().map(|message| (name.clone(), message.to_owned())).collect::<Vec<_>>()
    });
    pairs.collect()
}
