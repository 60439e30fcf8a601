//! Every documented code, row by row, against the table of the design.

use psp_errors::{Api, CATALOGUE, ErrorInput, StatusClass, classify, decode};

/// api, code, status, action, remedy, actor, outcome
const TABLE: &str = "
connxt 1000 500 retry resend client unknown
connxt 4001 400 user-fix fix-fields end-user not-executed
connxt 4002 401 re-auth refresh-token client not-executed
connxt 4003 403 escalate request-access operator not-executed
connxt 4004 404 user-fix check-id developer not-executed
connxt 4005 409 user-fix use-existing end-user not-executed
connectpsp INVALID_CREDENTIALS 401 re-auth replace-credentials operator not-executed
connectpsp TOKEN_EXPIRED 401 re-auth refresh-token client not-executed
connectpsp INVALID_APPLICATION_TOKEN 401 re-auth replace-credentials operator not-executed
connectpsp INVALID_SIGNATURE 422 re-auth re-sign client not-executed
connectpsp CASH_IN_NOT_PAID 422 user-fix wait-for-payment end-user not-executed
connectpsp CASH_IN_ALREADY_REFUNDED 422 user-fix already-done developer executed
connectpsp CASH_IN_EXPIRED 422 user-fix create-new end-user not-executed
connectpsp CASH_IN_CANCELLED 422 user-fix create-new end-user not-executed
connectpsp MISSING_END_TO_END_ID 422 retry wait-for-settlement client not-executed
connectpsp INSUFFICIENT_FUNDS 422 escalate add-funds operator not-executed
connectpsp PIX_KEY_NOT_FOUND 422 user-fix fix-pix-key end-user not-executed
connectpsp DUPLICATED_EXTERNAL_REFERENCE 409 user-fix use-existing developer not-executed
connectpsp RULE_VIOLATION 422 escalate contact-support operator not-executed
connectpsp INSUFFICIENT_PROPRIETARY_FUNDS 422 escalate add-funds operator not-executed
connectpsp INSUFFICIENT_TRANSACTIONAL_FUNDS 422 escalate add-funds operator not-executed
connectpsp RETROACTIVE_BALANCE_NOT_IMPLEMENTED 422 user-fix use-current-balance developer not-executed
connectpsp INVALID_AMOUNT 422 user-fix fix-fields end-user not-executed
connectpsp NOT_FOUND 404 user-fix check-id developer not-executed
connectpsp VALIDATION_ERROR 400 user-fix fix-fields end-user not-executed
";

fn rows() -> Vec<Vec<&'static str>> {
    TABLE.trim().lines().map(|line| line.split(' ').collect()).collect()
}

#[test]
fn the_catalogue_is_the_documented_table() {
    let found: Vec<_> = CATALOGUE
        .iter()
        .map(|row| {
            format!(
                "{} {} {} {} {} {} {}",
                row.api, row.code, row.status, row.action, row.remedy, row.actor, row.outcome
            )
        })
        .collect();
    assert_eq!(found.join("\n"), TABLE.trim());
}

#[test]
fn each_code_decides_whatever_the_status_says() {
    for row in rows() {
        let [api, code, status, action, remedy, actor, outcome] = row[..] else {
            panic!("a row has seven columns: {row:?}")
        };
        let body = format!(r#"{{"code":"{code}"}}"#);
        for sent in [status.parse().unwrap(), 418, 200, 503] {
            let error = decode(&ErrorInput::new(&body).status(sent));
            assert_eq!(error.api.map(Api::as_str), Some(api), "{code}");
            assert_eq!((error.code.as_ref(), error.known), (code, true));
            assert_eq!(error.status, Some(sent), "{code}");
            assert_eq!(error.action.as_str(), action, "{code}");
            assert_eq!(error.remedy.as_str(), remedy, "{code}");
            assert_eq!(error.actor.as_str(), actor, "{code}");
            assert_eq!(error.outcome.as_str(), outcome, "{code}");
        }
        let alone = classify(None, body.as_bytes(), None);
        assert_eq!((alone.code.as_ref(), alone.action.as_str()), (code, action));
        let error = decode(&ErrorInput::new(&body));
        assert_eq!(error.status, Some(status.parse().unwrap()), "{code}: the catalogue's status");
    }
}

#[test]
fn after_a_safe_method_nothing_has_moved() {
    let body = br#"{"code":"1000"}"#;
    for (method, outcome) in [
        ("GET", "not-executed"),
        ("HEAD", "not-executed"),
        ("OPTIONS", "not-executed"),
        ("POST", "unknown"),
        ("DELETE", "unknown"),
    ] {
        assert_eq!(classify(Some(500), body, Some(method)).outcome.as_str(), outcome, "{method}");
    }
    // The person in front of the app is not told of money that cannot have moved.
    let error = decode(&ErrorInput::new(body).status(500).method("GET"));
    assert!(!error.user_message.contains("went through"), "{}", error.user_message);
    // What is done stays done.
    let refunded = classify(Some(422), br#"{"code":"CASH_IN_ALREADY_REFUNDED"}"#, Some("GET"));
    assert_eq!(refunded.outcome.as_str(), "executed");
}

#[test]
fn every_text_is_there_and_is_no_copy_of_another_row() {
    for row in &CATALOGUE {
        for text in [row.title, row.user_message] {
            assert!(text.len() > 10 && !text.contains("  "), "{}: {text}", row.code);
        }
        assert!(row.user_message.ends_with('.'), "{}", row.code);
        assert!(!row.title.ends_with('.'), "{}", row.code);
        assert_eq!(row.docs.is_some(), row.api == Api::ConnectPsp, "{}", row.code);
        for jargon in ["HMAC", "token", "JWT", "signature", "HTTP", "externalReference"] {
            assert!(!row.user_message.contains(jargon), "{}: {jargon}", row.code);
        }
    }
}

/// The boundary writes them into JSON as they are.
#[test]
fn no_text_holds_what_json_escapes() {
    let rules = StatusClass::ALL.iter().map(|class| class.rule());
    let texts = CATALOGUE
        .iter()
        .flat_map(|row| [row.code, row.title, row.user_message, row.docs.unwrap_or_default()])
        .chain(rules.flat_map(|rule| [rule.message_key, rule.title, rule.user_message]));
    for text in texts {
        assert!(!text.contains(|c: char| c == '"' || c == '\\' || c.is_control()), "{text}");
    }
}
