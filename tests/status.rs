//! Every HTTP status where no code decides, on both sides of each boundary.

use psp_errors::{ErrorInput, NoResponse, classify, decode};

/// What the design's table says of a status, written down once more, line by line.
#[allow(clippy::match_same_arms)] // the table has two lines that say the same
fn documented(status: u16) -> [&'static str; 4] {
    match status {
        0 => ["retry", "resend", "client", "unknown"],
        300..=399 => ["user-fix", "follow-redirect", "end-user", "not-executed"],
        400 | 413 | 414 => ["user-fix", "fix-fields", "end-user", "not-executed"],
        401 => ["re-auth", "refresh-token", "client", "not-executed"],
        403 => ["escalate", "request-access", "operator", "not-executed"],
        404 | 410 => ["user-fix", "check-id", "developer", "not-executed"],
        405 | 406 | 411 | 415 | 426 | 428 | 431 | 501 | 505 => {
            ["escalate", "fix-integration", "developer", "not-executed"]
        }
        408 | 425 | 429 => ["retry", "resend", "client", "not-executed"],
        409 => ["user-fix", "use-existing", "developer", "not-executed"],
        402 | 407 | 412 | 416..=424 | 427 | 430 | 432..=499 => {
            ["escalate", "contact-support", "operator", "not-executed"]
        }
        500 | 502..=504 | 506..=599 => ["retry", "resend", "client", "unknown"],
        _ => ["escalate", "contact-support", "operator", "unknown"],
    }
}

#[test]
fn each_status_has_the_documented_rule() {
    for status in (0..=1000).chain([9999, u16::MAX]) {
        let verdict = classify(Some(status), b"<html>", None);
        let found = [
            verdict.action.as_str(),
            verdict.remedy.as_str(),
            verdict.actor.as_str(),
            verdict.outcome.as_str(),
        ];
        assert_eq!(found, documented(status), "{status}");
        assert!(!verdict.known && verdict.api.is_none(), "{status}");
        let code = if status == 0 { "NETWORK_ERROR".to_owned() } else { format!("HTTP_{status}") };
        assert_eq!(verdict.code, code);
    }
}

#[test]
fn an_unknown_code_is_kept_as_it_came_and_the_status_decides() {
    let verdict = classify(Some(429), br#"{"code":" Too-Many "}"#, None);
    assert_eq!((verdict.code.as_ref(), verdict.action.as_str()), (" Too-Many ", "retry"));
}

#[test]
fn without_a_response_the_reason_is_the_code() {
    let input = ErrorInput::new("").status(0);
    assert_eq!(decode(&input).code, "NETWORK_ERROR");
    assert_eq!(decode(&input.no_response(NoResponse::Timeout)).code, "TIMEOUT");
    assert_eq!(decode(&input.method("GET")).outcome.as_str(), "not-executed");
}

#[test]
fn without_any_status_nothing_is_guessed() {
    let error = decode(&ErrorInput::new("<html>"));
    assert_eq!((error.status, error.code.as_ref()), (None, "UNKNOWN"));
    assert_eq!((error.action.as_str(), error.outcome.as_str()), ("escalate", "unknown"));
}

#[test]
fn the_status_of_http_beats_the_one_in_the_body() {
    let body = r#"{"status":503}"#;
    let error = decode(&ErrorInput::new(body).status(400));
    assert_eq!((error.status, error.status_mismatch), (Some(400), true));
    assert_eq!(error.code, "HTTP_400");
    let error = decode(&ErrorInput::new(body).status(503));
    assert!(!error.status_mismatch);
    let error = decode(&ErrorInput::new(body));
    assert_eq!(
        (error.status, error.status_mismatch, error.code.as_ref()),
        (Some(503), false, "HTTP_503")
    );
    for body in [
        r#"{"status":"503"}"#,
        r#"{"status":99}"#,
        r#"{"status":600}"#,
        r#"{"status":503.0}"#,
        r#"{"status":-503}"#,
        r#"{"status":0503}"#,
    ] {
        assert_eq!(decode(&ErrorInput::new(body)).status, None, "{body}");
    }
    for (body, status) in [(r#"{"status":100}"#, 100), (r#"{"status":599}"#, 599)] {
        assert_eq!(decode(&ErrorInput::new(body)).status, Some(status), "{body}");
    }
}
