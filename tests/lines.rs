//! Newline-delimited JSON: what a line is, what is counted, and that borders of chunks are nothing.
#![cfg(feature = "lines")]

use psp_errors::{
    Action, Api, CATALOGUE, LineClassifier, MAX_BAD_LINES, MAX_BODY_BYTES, MAX_CODE_BYTES,
    MAX_CODES, MAX_HOURS,
};

fn lines_of(input: impl AsRef<[u8]>) -> LineClassifier {
    let mut lines = LineClassifier::new();
    lines.push(input.as_ref());
    lines.finish();
    lines
}

/// The code of the only line, or `bad` or `ok`.
fn code_of(line: &str) -> String {
    let mut codes = Vec::new();
    let mut lines = LineClassifier::new();
    let mut show = |line: &psp_errors::Line<'_>| {
        codes.push(match line.verdict() {
            Some(verdict) => verdict.code.into_owned(),
            None if line.is_bad() => "bad".to_owned(),
            None => "ok".to_owned(),
        });
    };
    lines.push_each(line.as_bytes(), &mut show);
    lines.finish_each(&mut show);
    codes.join(" ")
}

#[test]
fn every_documented_code_is_counted_as_a_body_and_in_a_record() {
    for row in &CATALOGUE {
        let body = format!(r#"{{"code":"{}"}}"#, row.code);
        let quoted = body.replace('"', r#"\""#);
        let lines = lines_of(format!(
            "{body}\n{{\"status\":500,\"body\":{body}}}\n{{\"status\":500,\"body\":\"{quoted}\"}}\n{{\"psp.code\":\"{}\"}}",
            row.code,
        ));
        let counts = lines.counts();
        assert_eq!(counts.codes(), [(row.code.into(), 4)], "{}", row.code);
        assert_eq!((counts.action(row.action), counts.api(Some(row.api))), (4, 4), "{}", row.code);
        assert_eq!((counts.lines, counts.errors), (4, 4));
    }
}

#[test]
fn a_line_is_what_it_holds() {
    for (line, code) in [
        (r#"{"status":422,"body":{"code":"INSUFFICIENT_FUNDS"}}"#, "INSUFFICIENT_FUNDS"),
        (r#"{"body":{"code":"INSUFFICIENT_FUNDS"},"status":422}"#, "INSUFFICIENT_FUNDS"),
        (r#"{"status":503,"body":"<html>"}"#, "HTTP_503"),
        (r#"{"statusCode":503,"body":null}"#, "HTTP_503"),
        (r#"{"status_code":"503","body":""}"#, "HTTP_503"),
        (r#"{"http.response.status_code":429,"body":[1]}"#, "HTTP_429"),
        // The record's status counts before the body's, whichever stands first.
        (r#"{"status":503,"body":{"status":404}}"#, "HTTP_503"),
        (r#"{"body":{"status":404},"status":503}"#, "HTTP_503"),
        (r#"{"body":{"status":404}}"#, "HTTP_404"),
        (r#"{"status":404}"#, "HTTP_404"),
        // A body's status is no text.
        (r#"{"status":"404"}"#, "UNKNOWN"),
        (r#"{"status":0}"#, "NETWORK_ERROR"),
        (r#"{"status":0,"body":null}"#, "NETWORK_ERROR"),
        (r#"{"status":7,"body":null}"#, "UNKNOWN"),
        (r#"{"status":600}"#, "UNKNOWN"),
        ("{}", "UNKNOWN"),
        (r#"{"code":"SOMETHING_NEW","status":422}"#, "SOMETHING_NEW"),
        (r#"{"status":422.5,"ts":1765533304.5,"code":"NEW"}"#, "NEW"),
        (r#"{"bo\u0064y":{"co\u0064e":"4001"}}"#, "4001"),
        (r#"{"body":{"code":"4001"},"body":{"code":"4002"}}"#, "4002"),
        (
            r#"{"eventType":"CASH_OUT_FAILED","data":{"failure":{"code":"RULE_VIOLATION"}}}"#,
            "RULE_VIOLATION",
        ),
        // Successes.
        (r#"{"status":200,"body":{"id":"1"}}"#, "ok"),
        (r#"{"status":299}"#, "ok"),
        (r#"{"status":300}"#, "HTTP_300"),
        (r#"{"status":200,"body":{"failure":{"code":"NOT_FOUND"}}}"#, "NOT_FOUND"),
        // No objects.
        ("not JSON", "bad"),
        ("123", "bad"),
        (r#""text""#, "bad"),
        ("[{}]", "bad"),
        ("{", "bad"),
        (r#"{"code":"4001"} {}"#, "bad"),
        (r#"{"status":422,"body":{"code":"4001"}"#, "bad"),
        ("\u{feff}{\"code\":\"4001\"}", "4001"),
        ("{\"code\":\"4001\"}\r", "4001"),
    ] {
        assert_eq!(code_of(line), code, "{line}");
    }
}

#[test]
fn a_line_takes_nothing_from_the_one_before() {
    let members = [
        r#""code":"4001""#,
        r#""type":"/errors/not-found""#,
        r#""failure":{"code":"NOT_FOUND"}"#,
        r#""data":{"failure":{"code":"NOT_FOUND"}}"#,
        r#""timestamp":"2025-12-12T09:55:04Z""#,
        r#""errors":[{"field":"a"}]"#,
        r#""detail":"x""#,
        r#""status":503"#,
        r#""message":"x""#,
    ];
    let lines = members
        .iter()
        .flat_map(|member| [format!("{{{member}}}\n"), format!("{{\"body\":{{{member}}}}}\n")]);
    let lines: Vec<_> = lines.collect();
    let last_verdict = |input: &str| {
        let mut last = None;
        LineClassifier::new().push_each(input.as_bytes(), |line| {
            last = line.verdict().map(|verdict| serde_json::to_string(&verdict).ok());
        });
        last
    };
    let step = if cfg!(miri) { 5 } else { 1 };
    for before in lines.iter().step_by(step) {
        for line in lines.iter().step_by(step) {
            assert_eq!(
                last_verdict(&format!("{before}{line}")),
                last_verdict(line),
                "{before}{line}"
            );
        }
    }
}

#[test]
fn what_a_line_does_not_tell_the_caller_tells() {
    let mut lines = LineClassifier::new().status(503).api(Api::ConnectPsp).method("GET");
    let mut verdicts = Vec::new();
    lines.push_each(b"{\"body\":null}\n{\"body\":null,\"status\":404,\"method\":\"POST\",\"url\":\"https://connxt.example\"}\n", |line| {
        let verdict = line.verdict().map(|verdict| {
            (verdict.code.into_owned(), verdict.api, verdict.outcome.as_str())
        });
        verdicts.extend(verdict);
    });
    assert_eq!(
        verdicts,
        [
            ("HTTP_503".to_owned(), Some(Api::ConnectPsp), "not-executed"),
            ("HTTP_404".to_owned(), Some(Api::Connxt), "not-executed"),
        ]
    );
}

#[test]
fn the_method_that_a_line_tells_counts() {
    let mut lines = LineClassifier::new().method("GET");
    let mut outcomes = Vec::new();
    let input = r#"{"status":503}
{"status":503,"method":"POST"}
{"status":503,"http.request.method":"PATCH"}
{"status":503,"method":"HEAD"}
"#;
    lines.push_each(input.as_bytes(), |line| {
        outcomes.extend(line.verdict().map(|verdict| verdict.outcome.as_str()));
    });
    assert_eq!(outcomes, ["not-executed", "unknown", "unknown", "not-executed"]);
}

#[test]
fn lines_end_with_a_newline_or_the_input_and_blank_ones_count_apart() {
    for (input, lines, blank) in [
        ("", 0, 0),
        ("\n", 1, 1),
        ("{}", 1, 0),
        ("{}\n", 1, 0),
        ("{}\n\n", 2, 1),
        ("{}\r\n \t\r\n{}", 3, 1),
    ] {
        let counts = lines_of(input).counts().clone();
        assert_eq!((counts.lines, counts.blank), (lines, blank), "{input:?}");
        assert_eq!(counts.errors, lines - blank, "{input:?}");
    }
}

#[test]
fn what_lines_turned_out_to_be_is_counted_apart() {
    let lines = lines_of("{}\n{\"status\":200}\n{\"status\":204}\n{\"status\":299}\nbad\nbad\n\n");
    let counts = lines.counts();
    assert_eq!((counts.lines, counts.blank), (7, 1));
    assert_eq!((counts.errors, counts.ok, counts.bad), (1, 3, 2));
}

#[test]
fn as_json_the_counts_are_the_summary_of_the_npm_package() {
    let lines = lines_of(
        r#"{"code":"4001","ts":3600}
{"code":"NOT_FOUND"}
{"code":"TOKEN_EXPIRED"}
{"status":503}
{"status":503}
{"status":503,"ts":7200}
{"status":403}
{"status":200,"ts":7200}

bad"#,
    );
    let expected = serde_json::json!({
        "lines": 10,
        "blank": 1,
        "errors": 7,
        "ok": 1,
        "bad": 1,
        "badLines": [10],
        "byApi": { "connxt": 1, "connectpsp": 2, "unknown": 4 },
        "byAction": { "retry": 3, "re-auth": 1, "user-fix": 2, "escalate": 1 },
        "byCode": { "HTTP_503": 3, "4001": 1, "TOKEN_EXPIRED": 1, "NOT_FOUND": 1, "HTTP_403": 1 },
        "otherCodes": 0,
        "byHour": [
            {
                "hour": 1,
                "ok": 0,
                "byAction": { "retry": 0, "re-auth": 0, "user-fix": 1, "escalate": 0 },
            },
            {
                "hour": 2,
                "ok": 1,
                "byAction": { "retry": 1, "re-auth": 0, "user-fix": 0, "escalate": 0 },
            },
        ],
    });
    assert_eq!(serde_json::to_value(lines.counts()).ok(), Some(expected));
}

#[test]
fn bad_lines_are_named_by_their_number_the_first_thousand_of_them() {
    let lines = lines_of("{}\n\nbad\n{}\nbad");
    assert_eq!((lines.counts().bad, lines.counts().bad_lines.as_slice()), (2, &[3, 5][..]));

    let many = lines_of("x\n".repeat(MAX_BAD_LINES + 1));
    assert_eq!((many.counts().bad, many.counts().bad_lines.len()), (1001, MAX_BAD_LINES));
}

#[test]
#[cfg_attr(miri, ignore)] // megabytes take hours
fn a_line_at_the_limit_is_read_and_one_byte_more_is_bad() {
    for (length, bad) in [(MAX_BODY_BYTES, 0), (MAX_BODY_BYTES + 1, 1), (3 * MAX_BODY_BYTES, 1)] {
        let mut input = br#"{"code":"4001"}"#.to_vec();
        input.resize(length, b' ');
        input.extend_from_slice(b"\n{\"code\":\"4002\"}\n");
        for chunk in [usize::MAX, MAX_BODY_BYTES, 4096] {
            let mut lines = LineClassifier::new();
            input.chunks(chunk.min(input.len())).for_each(|chunk| lines.push(chunk));
            lines.finish();
            let counts = lines.counts();
            assert_eq!((counts.lines, counts.bad, counts.errors), (2, bad, 2 - bad), "{length}");
        }
    }
}

#[test]
#[cfg_attr(miri, ignore)]
fn unknown_codes_are_counted_by_name_up_to_a_bound() {
    let line = |code: &str| format!("{{\"code\":\"{code}\"}}\n");
    let input: String = (0..MAX_CODES).rev().map(|code| line(&format!("NEW_{code}"))).collect();
    let mut lines = lines_of(&input);
    lines.push(line("NEW_0").as_bytes());
    assert_eq!((lines.counts().codes().len(), lines.counts().other_codes), (MAX_CODES, 0));
    assert_eq!(lines.counts().codes().first(), Some(&("NEW_0".into(), 2)));

    lines.push(line("ONE_TOO_MANY").as_bytes());
    assert_eq!((lines.counts().codes().len(), lines.counts().other_codes), (MAX_CODES, 1));
    // What a status makes needs no name of these.
    lines.push(b"{\"status\":404}\n");
    assert_eq!((lines.counts().codes().len(), lines.counts().other_codes), (MAX_CODES + 1, 1));

    for (length, other) in [(MAX_CODE_BYTES, 0), (MAX_CODE_BYTES + 1, 1)] {
        assert_eq!(lines_of(line(&"X".repeat(length))).counts().other_codes, other, "{length}");
    }
    // What the server sent and what a status made are the same code.
    let both = lines_of(line("HTTP_503") + "{\"status\":503}\n");
    assert_eq!(both.counts().codes(), [("HTTP_503".into(), 2)]);
}

#[test]
fn a_line_without_a_code_is_counted_by_what_its_status_makes() {
    let lines = lines_of("{\"status\":0}\n{\"status\":599}\n{}\n{\"status\":600}\n");
    let codes = [("UNKNOWN".into(), 2), ("NETWORK_ERROR".into(), 1), ("HTTP_599".into(), 1)];
    assert_eq!(lines.counts().codes(), codes);

    // None is lost, whatever status the caller names.
    let mut lines = LineClassifier::new().status(u16::MAX);
    lines.push(b"{}\n");
    assert_eq!(lines.counts().codes(), [("UNKNOWN".into(), 1)]);
}

#[test]
#[cfg_attr(miri, ignore)]
fn hours_are_those_that_the_lines_tell() {
    let hour = |hour: u32| 490_425 + hour; // 2025-12-12T09
    for (time, expected) in [
        (r#""time":"2025-12-12T09:55:04Z""#, Some(hour(0))),
        (r#""timestamp":"2025-12-12T09:59:59.999Z""#, Some(hour(0))),
        (r#""@timestamp":"2025-12-12T10:00:00Z""#, Some(hour(1))),
        (r#""ts":1765533304"#, Some(hour(0))),
        (r#""time":1765533304123"#, Some(hour(0))),
        (r#""time":1765533304123456"#, Some(hour(0))),
        (r#""time":1765533304123456789"#, Some(hour(0))),
        (r#""eventAt":"2025-12-12T06:55:04-03:00""#, Some(hour(0))),
        (r#""body":{"timestamp":"2025-12-12T09:55:04Z"}"#, Some(hour(0))),
        (r#""time":"yesterday""#, None),
        (r#""time":-5"#, None),
        (r#""time":99999999999999999999999"#, None),
        (r#""time":null"#, None),
    ] {
        let lines = lines_of(format!("{{\"status\":503,{time}}}"));
        let hours: Vec<_> = lines.counts().hours().iter().map(|counts| counts.hour).collect();
        assert_eq!(hours, Vec::from_iter(expected), "{time}");
    }

    let line =
        |hour: usize, status: u16| format!("{{\"status\":{status},\"ts\":{}}}\n", hour * 3600);
    let lines = lines_of(line(7, 503) + &line(5, 200) + &line(7, 403) + &line(7, 200));
    let counts: Vec<_> = lines
        .counts()
        .hours()
        .iter()
        .map(|each| (each.hour, each.ok, each.action(Action::Retry), each.action(Action::Escalate)))
        .collect();
    assert_eq!(counts, [(5, 1, 0, 0), (7, 1, 1, 1)]);

    let many: String = (0..=MAX_HOURS).map(|hour| line(hour, 503)).collect();
    assert_eq!(lines_of(&many).counts().hours().len(), MAX_HOURS);
}

#[cfg(not(target_arch = "wasm32"))]
mod properties {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use psp_errors::classify;

    fn line() -> impl Strategy<Value = String> {
        prop_oneof![
            prop::sample::select(CATALOGUE.to_vec())
                .prop_map(|row| format!(r#"{{"code":"{}","detail":"é {}"}}"#, row.code, row.title)),
            (100..600_u16, any::<String>()).prop_map(|(status, text)| {
                serde_json::json!({ "status": status, "body": text, "ts": 1 }).to_string()
            }),
            Just(String::new()),
            Just("\r".to_owned()),
            ".{0,40}".prop_map(|text| text.replace('\n', " ")),
        ]
    }

    /// Number, text, code, and whether it is bad.
    type Row = (u64, Vec<u8>, Option<String>, bool);

    /// The rows, and the counts as JSON.
    fn rows(chunks: &[&[u8]]) -> (Vec<Row>, String) {
        let mut lines = LineClassifier::new();
        let mut rows = Vec::new();
        let mut show = |line: &psp_errors::Line<'_>| {
            let code = line.verdict().map(|verdict| verdict.code.into_owned());
            rows.push((line.number, line.text.to_vec(), code, line.is_bad()));
        };
        for chunk in chunks {
            lines.push_each(chunk, &mut show);
        }
        lines.finish_each(&mut show);
        (rows, serde_json::to_string(lines.counts()).unwrap_or_default())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: if cfg!(miri) { 5 } else { 1000 }, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn borders_of_chunks_change_nothing(all in vec(line(), 0..12), cuts in vec(any::<prop::sample::Index>(), 0..8)) {
            let input = all.join("\n").into_bytes();
            let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(input.len() + 1)).collect();
            cuts.extend([0, input.len()]);
            cuts.sort_unstable();
            let chunks: Vec<_> = cuts.windows(2).map(|pair| &input[pair[0]..pair[1]]).collect();
            prop_assert_eq!(rows(&chunks), rows(&[&input]));
        }

        #[test]
        fn a_body_has_the_verdict_that_classify_gives(row in prop::sample::select(CATALOGUE.to_vec()), status in 100..600_u16) {
            for body in [
                format!(r#"{{"code":"{}","status":{status}}}"#, row.code),
                format!(r#"{{"status":{status},"detail":"x"}}"#),
                format!(r#"{{"code":"NEW","status":{status},"timestamp":"x","errors":[]}}"#),
            ] {
                let mut lines = LineClassifier::new();
                let mut verdicts = Vec::new();
                let mut show = |line: &psp_errors::Line<'_>| {
                    verdicts.extend(line.verdict().map(|verdict| serde_json::to_value(verdict).ok()));
                };
                lines.push_each(body.as_bytes(), &mut show);
                lines.finish_each(&mut show);
                let is_ok = (200..300).contains(&status) && !body.contains(row.code);
                let verdict = classify(None, body.as_bytes(), None);
                let expected = (!is_ok).then(|| serde_json::to_value(verdict).ok());
                prop_assert_eq!(verdicts, Vec::from_iter(expected));
            }
        }

        #[test]
        fn any_bytes_are_counted_line_by_line(bytes in vec(prop_oneof![3 => any::<u8>(), 1 => Just(b'\n')], 0..300)) {
            let counts = lines_of(&bytes).counts().clone();
            let newlines = bytes.split(|&byte| byte == b'\n').count() as u64 - 1;
            let unended = u64::from(bytes.last().is_some_and(|&byte| byte != b'\n'));
            prop_assert_eq!(counts.lines, newlines + unended);
            prop_assert_eq!(counts.lines, counts.blank + counts.errors + counts.ok + counts.bad);
        }
    }
}
