//! Newline-delimited JSON: chunks with borders anywhere give what one chunk gives.

use arbitrary::Unstructured;
use psp_errors::{Line, LineClassifier, classify};
use serde_json::Value;

use crate::oracle::{parse, text_of};

/// One line and what it turned out to be.
#[derive(Debug, PartialEq)]
struct Row {
    number: u64,
    text: Vec<u8>,
    is_bad: bool,
    verdict: Option<Value>,
}

/// The input is up to eight borders, then the lines.
pub fn lines(bytes: &[u8]) {
    let mut rest = Unstructured::new(bytes);
    let Ok(borders) = rest.arbitrary::<[u16; 8]>() else { return };
    let input = rest.take_rest();
    let mut borders: Vec<_> =
        borders.iter().map(|&border| usize::from(border) % (input.len() + 1)).collect();
    borders.extend([0, input.len()]);
    borders.sort_unstable();
    let chunks: Vec<_> = borders.windows(2).map(|pair| &input[pair[0]..pair[1]]).collect();

    let (rows, counts) = rows_of(&[input]);
    assert_eq!(rows_of(&chunks), (rows, counts.clone()));
    let bytes: Vec<_> = input.chunks(1).collect();
    let (rows, same_counts) = rows_of(&bytes);
    assert_eq!(same_counts, counts);
    check(input, &rows, &counts);
}

fn rows_of(chunks: &[&[u8]]) -> (Vec<Row>, Value) {
    let mut lines = LineClassifier::new();
    let mut rows = Vec::new();
    let mut show = |line: &Line<'_>| {
        rows.push(Row {
            number: line.number,
            text: line.text.to_vec(),
            is_bad: line.is_bad(),
            verdict: line.verdict().map(|it| serde_json::to_value(it).expect("it is data")),
        });
    };
    chunks.iter().for_each(|chunk| lines.push_each(chunk, &mut show));
    lines.finish_each(&mut show);
    let counts = serde_json::to_value(lines.counts()).expect("it is data");
    (rows, counts)
}

/// Every line has its row, and the counts are those of the rows.
fn check(input: &[u8], rows: &[Row], counts: &Value) {
    let mut expected: Vec<_> = input.split(|&byte| byte == b'\n').collect();
    // What follows the last newline is a line only if there is something.
    expected.pop_if(|last| last.is_empty());
    assert_eq!(counts["lines"], expected.len());

    let mut rows = rows.iter();
    let (mut blank, mut bad, mut ok, mut errors) = (0, 0, 0, 0);
    for (index, line) in expected.into_iter().enumerate() {
        let line =
            if index == 0 { line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line) } else { line };
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.trim_ascii().is_empty() {
            blank += 1;
            continue;
        }
        let row = rows.next().expect("a line that is not blank has a row");
        assert_eq!((row.number, row.text.as_slice()), (index as u64 + 1, line));
        match (row.is_bad, &row.verdict) {
            (true, None) => bad += 1,
            (false, None) => ok += 1,
            (false, Some(_)) => errors += 1,
            (true, Some(_)) => panic!("a bad line has no verdict"),
        }
        check_line(line, row);
    }
    assert_eq!(rows.next(), None);
    assert_eq!(counts["blank"], blank);
    assert_eq!(counts["bad"], bad);
    assert_eq!(counts["ok"], ok);
    assert_eq!(counts["errors"], errors);
    let sum = |name: &str| -> u64 {
        counts[name]
            .as_object()
            .into_iter()
            .flat_map(|it| it.values())
            .filter_map(Value::as_u64)
            .sum()
    };
    assert_eq!((sum("byAction"), sum("byApi")), (errors, errors));
    assert_eq!(sum("byCode") + counts["otherCodes"].as_u64().unwrap_or(0), errors);
}

fn check_line(line: &[u8], row: &Row) {
    // A BOM that is not at the front of all is no white space.
    let text =
        if line.starts_with(b"\xEF\xBB\xBF") { "\u{feff}".to_owned() } else { text_of(line) };
    let Some(parsed) = parse(&text) else { return };
    let object = parsed.ok().and_then(|value| value.as_object().cloned());
    assert_eq!(row.is_bad, object.is_none());
    // A line with no member that only a record has is a body.
    let names = [
        "body",
        "method",
        "url",
        "psp.code",
        "statusCode",
        "status_code",
        "time",
        "ts",
        "@timestamp",
        "eventAt",
        "status",
        "url.full",
        "server.address",
        "http.request.method",
        "http.response.status_code",
    ];
    let is_body = object.is_some_and(|it| !names.iter().any(|name| it.contains_key(*name)));
    if is_body {
        let verdict = serde_json::to_value(classify(None, line, None)).expect("it is data");
        assert_eq!(row.verdict, Some(verdict));
    }
}
