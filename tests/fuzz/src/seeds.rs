//! What fuzzing starts from: the documented responses and the cases of the conformance tests.

use std::path::{Path, PathBuf};
use std::{fs, io};

use serde_json::Value;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Texts that are worth trying, by the dictionary that libFuzzer takes too.
pub fn dictionary() -> io::Result<Vec<Vec<u8>>> {
    entries("dictionary.txt")
}

/// Inputs that are kept because each reaches something, or has broken something once.
pub fn kept(target: &str) -> io::Result<Vec<Vec<u8>>> {
    entries(&format!("corpus/{target}.txt"))
}

/// The entries of a file in libFuzzer's format of dictionaries, one a line.
fn entries(file: &str) -> io::Result<Vec<Vec<u8>>> {
    let text = fs::read_to_string(folder(file))?;
    Ok(text.lines().filter_map(|line| unquoted(line.trim())).collect())
}

/// `"a\x00\"b"`; a line that is no entry is none.
fn unquoted(line: &str) -> Option<Vec<u8>> {
    let mut rest = line.strip_prefix('"')?.strip_suffix('"')?.bytes();
    let mut entry = Vec::new();
    while let Some(byte) = rest.next() {
        entry.push(match byte {
            b'\\' => match rest.next()? {
                b'x' => {
                    let digits = [rest.next()?, rest.next()?];
                    u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
                }
                escaped => escaped,
            },
            byte => byte,
        });
    }
    Some(entry)
}

/// The line that stands for an input.
pub fn quoted(input: &[u8]) -> String {
    let escaped = input.iter().map(|&byte| match byte {
        b'"' | b'\\' => format!("\\{}", char::from(byte)),
        b' '..=b'~' => char::from(byte).to_string(),
        _ => format!("\\x{byte:02x}"),
    });
    format!("\"{}\"", escaped.collect::<String>())
}

/// The seeds of a target, made of the fixtures.
pub fn seeds(target: &str) -> io::Result<Vec<Vec<u8>>> {
    let (bodies, headers) = fixtures()?;
    Ok(match target {
        "body" | "mask" | "mask_time" => bodies,
        // Behind the options: none of them, or all.
        "decode" => {
            bodies.iter().flat_map(|body| [behind(&[0; 14], body), behind(&ONES, body)]).collect()
        }
        "lines" => {
            let record = |body: &Vec<u8>| {
                let body = String::from_utf8_lossy(body);
                let inline = body.replace(['\n', '\r'], " ");
                let record =
                    serde_json::json!({ "status": 422, "body": body, "ts": 1_765_533_304 });
                format!("{inline}\n{record}\n\r\n{{\"status\":\"503\",\"body\":{inline}}}")
                    .into_bytes()
            };
            bodies.iter().map(|body| behind(&[7; 16], &record(body))).collect()
        }
        "retry_after" => headers.iter().map(|header| behind(&[0; 8], header.as_bytes())).collect(),
        "plan" => (0..=u8::MAX).step_by(5).map(|byte| vec![byte; 120]).collect(),
        other => return Err(io::Error::other(format!("there is no target {other}"))),
    })
}

/// The options of `decode` where each is given.
const ONES: [u8; 17] = [1; 17];

fn behind(options: &[u8], input: &[u8]) -> Vec<u8> {
    [options, input].concat()
}

/// The bodies and the `Retry-After` headers of the fixtures.
fn fixtures() -> io::Result<(Vec<Vec<u8>>, Vec<String>)> {
    let mut bodies = Vec::new();
    let mut headers: Vec<String> = [
        "120",
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
    ]
    .map(str::to_owned)
    .into();
    let mut files = Vec::new();
    for entry in folder("../fixtures/responses").read_dir()? {
        files.push(entry?.path());
    }
    files.sort();
    for file in files {
        let response = fs::read_to_string(file)?.replace("\r\n", "\n");
        bodies.extend(response.split_once("\n\n").map(|(_, body)| body.as_bytes().to_vec()));
    }
    let cases = fs::read_to_string(folder("../fixtures/cases.json"))?;
    let cases: Vec<Value> = serde_json::from_str(&cases)?;
    for input in cases.iter().map(|case| &case["input"]) {
        bodies.extend(input["body"].as_str().map(|body| body.as_bytes().to_vec()));
        headers.extend(input["retryAfter"].as_str().map(str::to_owned));
    }
    Ok((bodies, headers))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_is_kept_as_it_is() {
        let all: Vec<u8> = (0..=u8::MAX).collect();
        assert_eq!(unquoted(&quoted(&all)), Some(all));
        assert_eq!(unquoted("# a comment"), None);
    }
}
