//! Reading a plain body, as nearly all are: by its tokens, which takes a third of the scanner's time.
//!
//! An object of strings, positive integers, literals and a list `errors`, without a backslash
//! (`tokens.rs` says what else is plain). Nothing here decides what is no JSON: whatever is not plain is left to the
//! scanner, from the beginning.
#![allow(clippy::inline_always)] // a body is read in registers

use crate::body::{FieldSpan, Members};
use crate::json::Scalar;
use crate::name::Name;
use crate::span::Span;
use crate::tokens::Tokens;

/// The values that are words.
const LITERALS: [&[u8]; 3] = [b"null", b"true", b"false"];

/// Reads a body into `members`; `None` if it is not plain, and then they hold a part of it.
#[inline(always)]
pub(crate) fn read(bytes: &[u8], tokens: &mut Tokens, members: &mut Members) -> Option<()> {
    let mut walk = tokens.find(bytes)?;
    if *bytes.get(walk.next()?)? != b'{' {
        return None;
    }
    // The error of the list `errors` that is being read.
    let mut error: Option<FieldSpan> = None;
    loop {
        let start = walk.next()?;
        let end = walk.next()?;
        let colon = walk.next()?;
        let value = walk.next()?;
        let mut behind = walk.next()?;
        if *bytes.get(start)? != b'"' || *bytes.get(colon)? != b':' {
            return None;
        }
        let name = Name::at(bytes, start + 1, end)?;
        let value = match *bytes.get(value)? {
            b'"' => {
                // A string has two tokens, its quotes.
                let end = behind;
                behind = walk.next()?;
                Scalar::Text(Span::new(value + 1, end, false))
            }
            b'1'..=b'9' => {
                let mut end = value + 1;
                while bytes.get(end)?.is_ascii_digit() {
                    end += 1;
                    behind = walk.next()?;
                }
                Scalar::Integer(Span::new(value, end, false))
            }
            b'n' | b't' | b'f' => {
                let rest = bytes.get(value..)?;
                let literal = LITERALS.into_iter().find(|&literal| rest.starts_with(literal))?;
                for _ in literal.iter().skip(1) {
                    behind = walk.next()?;
                }
                Scalar::Other
            }
            b'[' if name == Name::Errors && error.is_none() && *bytes.get(behind)? == b'{' => {
                members.start_errors();
                error = Some(FieldSpan::EMPTY);
                continue;
            }
            _ => return None,
        };
        if let Some(error) = &mut error {
            error.take(name, value);
        } else if name.may_hold_members() {
            return None;
        } else {
            members.take_scalar(name, value, bytes);
        }
        let mut next = *bytes.get(behind)?;
        if next == b'}'
            && let Some(whole) = error
        {
            members.keep_error(whole);
            next = *bytes.get(walk.next()?)?;
            let after = *bytes.get(walk.next()?)?;
            if next == b',' && after == b'{' {
                error = Some(FieldSpan::EMPTY);
                continue;
            }
            if next != b']' {
                return None;
            }
            error = None;
            next = after;
        }
        if next != b',' {
            let is_whole = next == b'}' && error.is_none() && walk.next()? >= bytes.len();
            return is_whole.then_some(());
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::body::Body;

    /// What the tokens say and what the scanner says: the first is `None` where it is left to that.
    fn both(text: &[u8]) -> (Option<String>, String) {
        let mut by_tokens = Body::new();
        let is_plain = by_tokens.read_plain(text);
        let mut by_scanner = Body::new();
        by_scanner.scan(text);
        (is_plain.then(|| by_tokens.shown()), by_scanner.shown())
    }

    #[test]
    fn plain_bodies_are_read_as_the_scanner_does() {
        let long = format!(r#"{{"message":"{}","code":"4001"}}"#, "é".repeat(2000));
        let many = format!(
            r#"{{"errors":[{}{{"field":"z"}}]}}"#,
            r#"{"field":"a","message":"b"},"#.repeat(200)
        );
        for text in [
            r#"{"code":"4001","message":"a"}"#,
            "{\n  \"timestamp\": \"2025-12-12T08:55:04Z\",\n  \"code\": \"4002\"\n}\n",
            r#"{ "type": "https://x.example/errors/not-found", "title": "", "status": 422, "detail": "d", "instance": "/i" }"#,
            r#"{"status":4222,"code":4001,"type":17,"title":1}"#,
            r#"{"code":"a","code":"b","x":"y","message":"c","message":1}"#,
            r#"{"errors":[{"field":"a","message":"b"},{"x":"y"},{"field":"c","field":"d"},{"message":1}],"code":"4001"}"#,
            r#"{"errors":[{"field":"a"}],"errors":[{"field":"b"}]}"#,
            r#"{"code":"4001","errors":[{"errors":"x","message":"m"}]}"#,
            r#"{"code":null,"message":"a","message":true,"status":false,"instance":null}"#,
            r#"{"errors":[{"field":"a","message":null},{"field":true}],"code":"4001"}"#,
            r#"{"é":"é","timestamq":"x","timestam":"x","codes":"x","cod":"x","":"x"}"#,
            &long,
            &many,
        ] {
            let (by_tokens, by_scanner) = both(text.as_bytes());
            assert_eq!(by_tokens.as_deref(), Some(&*by_scanner), "{text}");
        }
    }

    #[test]
    fn what_is_not_plain_is_left_to_the_scanner() {
        for text in [
            "",
            "{}",
            "[]",
            "1",
            r#""{""#,
            r#"{"code":"4001""#,
            r#"{"code":"4001"}}"#,
            r#"{"code":"4001"}{"#,
            r#"{"code":"4001",}"#,
            r#"{"code":"4001"]"#,
            r#"{"code" "4001"}"#,
            r#"{"code"::"4001"}"#,
            r#"{"code":"4001";"message":"a"}"#,
            r#"{code:"4001","message":"a"}"#,
            r#"{"code":"4001" "message":"a"}"#,
            r#"{"message":"a \"quoted\" word"}"#,
            "{\"message\":\"two\nlines\"}",
            "{\t\"message\":\"a\"}",
            r#"{"status":0,"message":"a"}"#,
            r#"{"status":042,"message":"a"}"#,
            r#"{"status":4.2,"message":"a"}"#,
            r#"{"status":4 2,"message":"a"}"#,
            r#"{"status":42e1,"message":"a"}"#,
            r#"{"status":-42,"message":"a"}"#,
            r#"{"status":nul,"message":"a"}"#,
            r#"{"status":nulls,"message":"a"}"#,
            r#"{"status":n ull,"message":"a"}"#,
            r#"{"status":null null,"message":"a"}"#,
            r#"{"status":truE,"message":"a"}"#,
            r#"{"status":f"alse","message":"a"}"#,
            r#"{"errors":null,"message":"a"}"#,
            r#"{"errors":[],"message":"a"}"#,
            r#"{"errors":[{}],"message":"a"}"#,
            r#"{"errors":["a"],"message":"a"}"#,
            r#"{"errors":[{"field":"a"},"b"],"message":"a"}"#,
            r#"{"errors":[{"field":"a"}{"field":"a"}],"message":"a"}"#,
            r#"{"errors":[{"field":"a"},],"message":"a"}"#,
            r#"{"errors":[{"field":"a"},["field":"b"}],"message":"a"}"#,
            r#"{"errors":[{"field":"a"}]{"field":"b"}],"message":"a"}"#,
            r#"{"errors":[{"field":"a"]],"message":"a"}"#,
            r#"{"errors":[{"field":{}}],"message":"a"}"#,
            r#"{"errors":[{"field":"a"}},"message":"a"}"#,
            r#"{"errors":[{"field":"a"}]"#,
            r#"{"errors":[{"field":"a","errors":[{"field":"b"}]}]}"#,
            r#"{"errors":{"field":"a"},"message":"a"}"#,
            r#"{"errors":"a","message":"a"}"#,
            r#"{"failure":"a","message":"a"}"#,
            r#"{"data":1,"message":"a"}"#,
            r#"{"x":[{"field":"a"}],"message":"a"}"#,
            "\u{feff}{\"message\":\"a\"}",
        ] {
            assert_eq!(both(text.as_bytes()).0, None, "{text}");
        }
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod properties {
    use crate::body::Body;
    use proptest::prelude::*;

    /// Pieces of bodies in any order: most texts are no JSON, some are, some nearly.
    fn pieces() -> impl Strategy<Value = Vec<u8>> {
        let marks = r#"{|}|[|]|,|:| |"|\|1|42|0|-|.|é|null|{"|"}|":"|","|": |}]|},{"#;
        let words = r#"code|errors|field|message|timestamp|status|"code":"4001"|"status":422"#;
        let parts = r#""errors":[{|"field":"a","message":"b"|"failure":{"#;
        let long = "a text of more than sixteen bytes, and of sixty-four if it is taken often";
        let pieces = [marks, words, parts, long].into_iter().flat_map(|each| each.split('|'));
        let pieces = pieces.chain(["\n", "\t", "\",\n  \""]);
        let piece = prop::sample::select(pieces.collect::<Vec<_>>());
        prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat().into_bytes())
    }

    /// Bodies that are right but for at most one byte.
    fn nearly_right() -> impl Strategy<Value = Vec<u8>> {
        let names =
            "code message type status detail title instance timestamp other failure data errors";
        let name = prop::sample::select(names.split(' ').collect::<Vec<_>>());
        let value = prop_oneof![
            "[ -!#-\\[\\]-~é]{0,40}".prop_map(|text| format!("\"{text}\"")),
            "[1-9][0-9]{0,20}",
            "null|true|false",
            Just("[{\"field\":\"a\",\"message\":\"b\"},{\"message\":\"c\"}]".to_owned()),
        ];
        let colon = prop::sample::select(vec![":", ": ", " : ", ":\n"]);
        let comma = prop::sample::select(vec![",", ", ", ",\n  ", "\n,"]);
        let members = prop::collection::vec((name, colon, value, comma), 1..8);
        (members, any::<prop::sample::Index>(), any::<Option<u8>>()).prop_map(
            |(members, place, byte)| {
                let mut text = String::from("{");
                for (index, (name, colon, value, comma)) in members.iter().enumerate() {
                    text += if index == 0 { " " } else { comma };
                    text += &["\"", name, "\"", colon, value].concat();
                }
                text += "}";
                let mut bytes = text.into_bytes();
                if let Some(byte) = byte {
                    let place = place.index(bytes.len());
                    if let Some(target) = bytes.get_mut(place) {
                        *target = byte;
                    }
                }
                bytes
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: if cfg!(miri) { 5 } else { 2000 }, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn tokens_say_nothing_that_the_scanner_does_not(
            text in prop_oneof![pieces(), nearly_right()],
        ) {
            let mut by_tokens = Body::new();
            if by_tokens.read_plain(&text) {
                let mut by_scanner = Body::new();
                by_scanner.scan(&text);
                prop_assert_eq!(by_tokens.shown(), by_scanner.shown());
            }
        }
    }
}
