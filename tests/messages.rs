//! Every message in every locale: there, in plain words, and saying what the verdict says.

use std::collections::HashSet;

use psp_errors::{CATALOGUE, ErrorInput, Locale, Message, Outcome, StatusClass, decode};

/// How each locale says that money may have moved, and that none has.
const MAY_HAVE_MOVED: [(Locale, &str); 3] = [
    (Locale::En, "cannot tell yet whether your request went through"),
    (Locale::PtBr, "ainda não sabemos se a sua solicitação foi concluída"),
    (Locale::Es, "todavía no sabemos si su solicitud se completó"),
];
const NOTHING_MOVED: [(Locale, &str); 3] = [
    (Locale::En, "No money has moved"),
    (Locale::PtBr, "Nenhum valor"),
    (Locale::Es, "No se movió"),
];

#[test]
fn every_row_and_rule_has_a_message_of_its_own_in_each_locale() {
    let keys: HashSet<_> = Message::all().map(Message::key).collect();
    assert_eq!(keys.len(), CATALOGUE.len() + StatusClass::ALL.len() + 1);
    assert!(CATALOGUE.iter().all(|row| keys.contains(row.code)));
    for message in Message::all() {
        let texts: HashSet<_> = Locale::ALL.iter().map(|&locale| message.text(locale)).collect();
        assert_eq!(texts.len(), Locale::ALL.len(), "{}: a text stands twice", message.key());
    }
}

#[test]
fn every_text_is_a_whole_sentence_without_jargon() {
    for message in Message::all() {
        for &locale in Locale::ALL {
            let (key, text) = (message.key(), message.text(locale));
            assert!(text.chars().next().is_some_and(char::is_uppercase), "{key}: {text}");
            assert!(
                text.len() > 10 && text.ends_with('.') && !text.contains("  "),
                "{key}: {text}"
            );
            for jargon in [
                "HMAC",
                "token",
                "Token",
                "JWT",
                "ssinatura",
                "firma",
                "signature",
                "HTTP",
                "API",
                "JSON",
                "externalReference",
                "endToEnd",
                "servidor",
                "server",
            ] {
                assert!(!text.contains(jargon), "{key}: {text}");
            }
        }
    }
}

#[test]
fn whether_money_may_have_moved_is_said_alike_in_each_locale() {
    let says = |message: Message, phrases: [(Locale, &str); 3]| {
        let said = phrases.map(|(locale, phrase)| message.text(locale).contains(phrase));
        assert!(said.iter().all(|&each| each == said[0]), "{}: {said:?}", message.key());
        said[0]
    };
    for message in Message::all() {
        let row = CATALOGUE.iter().find(|row| row.code == message.key());
        let class = StatusClass::ALL.iter().find(|class| {
            class.rule().user_message == message.text(Locale::En) && !message.is_of_code()
        });
        let outcome =
            row.map(|row| row.outcome).or_else(|| class.map(|class| class.rule().outcome));
        // The message of a safe request that failed is of no row and no class.
        let is_unknown = outcome == Some(Outcome::Unknown);
        assert_eq!(says(message, MAY_HAVE_MOVED), is_unknown, "{}", message.key());
        assert!(!(says(message, NOTHING_MOVED) && is_unknown), "{}", message.key());
    }
}

#[test]
fn a_decoded_error_has_its_message_in_each_locale() {
    let body = r#"{"code":"1000"}"#;
    let error = decode(&ErrorInput::new(body));
    assert_eq!(error.user_message_in(Locale::En), error.user_message);
    assert!(error.user_message_in(Locale::PtBr).starts_with("Houve um problema"));
    let safe = decode(&ErrorInput::new(body).method("GET"));
    assert_eq!(safe.user_message_in(Locale::En), safe.user_message);
    assert!(safe.user_message_in(Locale::PtBr).contains("Nada foi alterado"));
    let gone = decode(&ErrorInput::new("").status(410));
    assert_eq!(gone.user_message_in(Locale::Es), "No encontramos lo que busca.");
}

#[test]
fn a_locale_is_found_by_the_language_of_a_tag() {
    for (tag, locale) in [
        ("pt-BR", Locale::PtBr),
        ("pt", Locale::PtBr),
        ("PT-br", Locale::PtBr),
        ("pt_BR", Locale::PtBr),
        ("pt-PT", Locale::PtBr),
        ("pt-Latn-BR", Locale::PtBr),
        ("es", Locale::Es),
        ("es-MX", Locale::Es),
        ("es-419", Locale::Es),
        ("en", Locale::En),
        ("en-GB", Locale::En),
        ("fr", Locale::En),
        ("est", Locale::En),
        ("p", Locale::En),
        ("", Locale::En),
        ("-", Locale::En),
        ("*", Locale::En),
    ] {
        assert_eq!(Locale::of(tag), locale, "{tag:?}");
    }
}
