//! The core beside what one would write in Rust: `serde_json` into a struct, a match over the code, a
//! result of six members. `npm run bench` names the file of bodies, and reads what Criterion leaves.

use std::collections::BTreeMap;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use psp_errors::{ErrorInput, classify, decode};
use serde::Deserialize;

/// A response as the file holds it.
#[derive(Deserialize)]
struct Response {
    status: u16,
    text: String,
}

/// The members of a body that the documented handler looks at.
#[derive(Deserialize)]
struct Body {
    code: Option<String>,
    title: Option<String>,
    detail: Option<String>,
    message: Option<String>,
    #[serde(default)]
    errors: Vec<FieldError>,
}

#[derive(Deserialize)]
#[allow(dead_code)] // an application would show them
struct FieldError {
    field: String,
    message: String,
}

/// The object that an application goes on with.
#[allow(dead_code)]
struct Documented {
    code: Option<String>,
    status: u16,
    action: &'static str,
    title: Option<String>,
    message: Option<String>,
    fields: Vec<FieldError>,
}

fn documented(status: u16, body: &[u8]) -> serde_json::Result<Documented> {
    let body: Body = serde_json::from_slice(body)?;
    Ok(Documented {
        action: action_of(body.code.as_deref()),
        code: body.code,
        status,
        title: body.title,
        message: body.detail.or(body.message),
        fields: body.errors,
    })
}

fn action_of(code: Option<&str>) -> &'static str {
    match code.unwrap_or_default() {
        "1000" | "MISSING_END_TO_END_ID" => "retry",
        "4002"
        | "INVALID_CREDENTIALS"
        | "TOKEN_EXPIRED"
        | "INVALID_APPLICATION_TOKEN"
        | "INVALID_SIGNATURE" => "re-auth",
        "4001"
        | "4004"
        | "4005"
        | "CASH_IN_NOT_PAID"
        | "CASH_IN_ALREADY_REFUNDED"
        | "CASH_IN_EXPIRED"
        | "CASH_IN_CANCELLED"
        | "PIX_KEY_NOT_FOUND"
        | "DUPLICATED_EXTERNAL_REFERENCE"
        | "RETROACTIVE_BALANCE_NOT_IMPLEMENTED"
        | "INVALID_AMOUNT"
        | "NOT_FOUND"
        | "VALIDATION_ERROR" => "user-fix",
        _ => "escalate",
    }
}

fn bodies(criterion: &mut Criterion) {
    let path = std::env::var("BODIES").expect("BODIES names the file; `npm run bench` does it");
    let text = std::fs::read_to_string(path).expect("the file of bodies is there");
    let groups: BTreeMap<String, Vec<Response>> = serde_json::from_str(&text).expect("it is JSON");
    for (name, responses) in &groups {
        let mut group = criterion.benchmark_group(name);
        // All bodies of a group in one turn.
        let mut measure = |way: &str, each: &dyn Fn(&Response)| {
            group.bench_function(BenchmarkId::from_parameter(way), |bencher| {
                bencher.iter(|| responses.iter().for_each(each));
            });
        };
        let by_hand = |response: &Response| {
            let result = documented(response.status, black_box(response.text.as_bytes()));
            assert!(black_box(result).is_ok());
        };
        measure("documented", &by_hand);
        measure("classify", &|response| {
            let body = black_box(response.text.as_bytes());
            black_box(classify(Some(response.status), body, None));
        });
        measure("decode", &|response| {
            let body = black_box(&response.text);
            black_box(decode(&ErrorInput::new(body).status(response.status)));
        });
        measure("serde_json alone", &|response| {
            let value = serde_json::from_str::<serde_json::Value>(black_box(&response.text));
            assert!(black_box(value).is_ok());
        });
        measure("documented, once more", &by_hand);
        group.finish();
    }
}

criterion_group!(benches, bodies);
criterion_main!(benches);
