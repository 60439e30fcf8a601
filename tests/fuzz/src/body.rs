//! Reading a body: what is JSON, and what its members are, as `serde_json` says.

use psp_errors::{ErrorInput, Format, decode};

use crate::oracle::{Said, parse, text_of};

/// The input is the body.
pub fn body(bytes: &[u8]) {
    let text = text_of(bytes);
    let Some(parsed) = parse(&text) else { return };
    let error = decode(&ErrorInput::new(bytes));

    let is_blank = text.chars().all(|char| matches!(char, ' ' | '\t' | '\n' | '\r'));
    let format = match &parsed {
        Ok(_) => Format::Json,
        Err(()) if is_blank => Format::Empty,
        Err(()) => Format::Text,
    };
    assert_eq!(error.format, format);

    let said = parsed.map(|value| Said::of(&value)).unwrap_or_default();
    assert_eq!(error.r#type.as_deref(), said.r#type.as_deref());
    assert_eq!(error.detail.as_deref(), said.detail.as_deref());
    assert_eq!(error.instance.as_deref(), said.instance.as_deref());
    assert_eq!(error.timestamp.as_deref(), said.timestamp.as_deref());
    if let Some(title) = &said.title {
        assert_eq!(&error.title, title);
    }
    if let Some(message) = &said.message {
        assert_eq!(error.message, psp_errors::mask(message));
    } else {
        assert!(!error.message.is_empty());
    }
    let fields: Vec<_> = error.fields.iter().map(|it| (&*it.field, &*it.message)).collect();
    let expected: Vec<_> = said.fields.iter().map(|(field, it)| (&**field, &**it)).collect();
    if std::str::from_utf8(bytes).is_ok() {
        assert_eq!(fields, expected);
    } else {
        // Names that only a decoder makes the same are two: one more, or in another place.
        assert!(expected.iter().all(|field| fields.contains(field)), "{fields:?} {expected:?}");
        let is_twin = |(name, _): &(&str, &str)| name.contains('\u{fffd}');
        let is_told = |field| expected.contains(field) || is_twin(field);
        assert!(fields.iter().all(is_told), "{fields:?} {expected:?}");
    }

    assert_eq!(error.known, said.row.is_some());
    if let Some(row) = said.row {
        assert_eq!((error.code.as_ref(), error.api), (row.code, Some(row.api)));
        assert_eq!(error.status, said.status.or(Some(row.status)));
    } else {
        let without = said.status.map_or("UNKNOWN".to_owned(), |status| format!("HTTP_{status}"));
        assert_eq!(error.code, said.code.unwrap_or(without));
        assert_eq!((error.status, error.api), (said.status, said.shape));
    }
}
