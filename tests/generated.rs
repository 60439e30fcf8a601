//! Files that repeat facts of the core are written by these tests, or checked against it.
//!
//! `npm run generate` writes them; `cargo test` fails when one is out of date.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::string_slice)] // a panic is how a test fails

use std::fmt::Write as _;
use std::{env, fs};

use psp_errors::{
    Action, Actor, Api, CATALOGUE, Format, GiveUp, Locale, MAX_BODY_BYTES, MAX_FIELDS, Message,
    Outcome, Remedy,
};

/// Writes the file if asked to, and else demands that it is up to date.
fn check(path: &str, wanted: &str) {
    let path = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
    if env::var_os("GENERATE").is_some() {
        fs::write(&path, wanted).unwrap();
    } else {
        let found = fs::read_to_string(&path).unwrap_or_default();
        assert!(found == wanted, "{path} is out of date: run `npm run generate`");
    }
}

fn list(name: &str, r#type: &str, doc: &str, words: impl Iterator<Item = &'static str>) -> String {
    let words: Vec<_> = words.map(|word| format!("  '{word}',\n")).collect();
    format!(
        "/** {doc} */\nexport const {name} = [\n{}] as const;\n/** {doc} */\nexport type {type} = (typeof {name})[number];\n\n",
        words.concat()
    )
}

#[test]
fn the_typescript_words_are_those_of_the_core() {
    let mut text =
        String::from("// Generated from the Rust core by `npm run generate`. Do not edit.\n\n");
    text += &list("apis", "Api", "The two APIs.", Api::ALL.iter().map(|word| word.as_str()));
    text += &list(
        "actions",
        "Action",
        "What the caller does.",
        Action::ALL.iter().map(|word| word.as_str()),
    );
    text += &list(
        "remedies",
        "Remedy",
        "The concrete next step.",
        Remedy::ALL.iter().map(|word| word.as_str()),
    );
    text += &list(
        "actors",
        "Actor",
        "Who can take the next step.",
        Actor::ALL.iter().map(|word| word.as_str()),
    );
    text += &list(
        "outcomes",
        "Outcome",
        "May money or data have moved?",
        Outcome::ALL.iter().map(|word| word.as_str()),
    );
    text += &list(
        "giveUps",
        "GiveUp",
        "Why no further attempt is made.",
        GiveUp::ALL.iter().map(|word| word.as_str()),
    );
    text += &list(
        "formats",
        "Format",
        "What a body turned out to be.",
        Format::ALL.iter().map(|word| word.as_str()),
    );
    text += "/** What is documented of each code. */\nexport interface KnownCodes {\n";
    for row in &CATALOGUE {
        writeln!(
            text,
            "  /** {} ({} {}). */\n  {}: {{\n    api: '{}';\n    status: {};\n    action: '{}';\n    remedy: '{}';\n    actor: '{}';\n  }};",
            row.title,
            row.api,
            row.status,
            if row.api == Api::Connxt { format!("'{}'", row.code) } else { row.code.to_owned() },
            row.api,
            row.status,
            row.action,
            row.remedy,
            row.actor,
        )
        .unwrap();
    }
    text += "}\n\n/** One of the 25 documented codes. */\nexport type KnownCode = keyof KnownCodes;\n\n";
    text += "/** What an error without a known code has its user message by. */\nexport type StatusKey =\n";
    let keys: Vec<_> = Message::all()
        .filter(|message| !message.is_of_code())
        .map(|message| format!("  | '{}'", message.key()))
        .collect();
    writeln!(text, "{};\n", keys.join("\n")).unwrap();
    writeln!(text, "/** Bodies over this many bytes are not read: 1 MiB. */\nexport const MAX_BODY_BYTES = {MAX_BODY_BYTES};\n\n/** At most this many field errors are kept of one body. */\nexport const MAX_FIELDS = {MAX_FIELDS};").unwrap();
    check("pkg/src/words.ts", &text);
}

#[test]
fn the_table_in_the_readme_is_the_catalogue() {
    let mut table = String::from(
        "| API | code | status | action | remedy | who acts | has money moved? | meaning |\n|---|---|---|---|---|---|---|---|\n",
    );
    for row in &CATALOGUE {
        let moved = match row.outcome {
            Outcome::NotExecuted => "no",
            Outcome::Executed => "yes, before",
            Outcome::Unknown => "unknown",
        };
        writeln!(
            table,
            "| {} | `{}` | {} | **{}** | {} | {} | {moved} | {} |",
            row.api, row.code, row.status, row.action, row.remedy, row.actor, row.title
        )
        .unwrap();
    }
    let path = format!("{}/README.md", env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(path).unwrap_or_default();
    let (start, end) = ("<!-- catalogue: `npm run generate` -->\n", "<!-- /catalogue -->");
    let before = readme.find(start).expect("the README marks where the table begins") + start.len();
    let after = readme.find(end).expect("the README marks where the table ends");
    check("README.md", &format!("{}{table}{}", &readme[..before], &readme[after..]));
}

fn quoted(text: &str) -> String {
    assert!(!text.contains(['\'', '"', '\\']), "no text needs escapes: {text}");
    format!("'{text}'")
}

fn texts(locale: Locale, of_codes: bool) -> String {
    let texts: Vec<_> = Message::all()
        .filter(|message| message.is_of_code() == of_codes)
        .map(|message| {
            let key = message.key();
            let is_name = key.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
            let key = if is_name { key.to_owned() } else { quoted(key) };
            format!("    {key}:\n      {},\n", quoted(message.text(locale)))
        })
        .collect();
    texts.concat()
}

#[test]
fn the_typescript_messages_are_those_of_the_core() {
    for (locale, name, language) in
        [(Locale::PtBr, "ptBR", "Portuguese of Brazil"), (Locale::Es, "es", "Spanish")]
    {
        let text = format!(
            "// Generated from the Rust core by `npm run generate`. Do not edit.\n\nimport type {{ Messages }} from '../messages.js';\n\n/** The user messages in {language}. */\nexport const {name}: Messages = {{\n  locale: '{locale}',\n  codes: {{\n{}  }},\n  statuses: {{\n{}  }},\n}};\n",
            texts(locale, true),
            texts(locale, false),
        );
        check(&format!("pkg/src/locales/{locale}.ts"), &text);
    }
}

#[test]
fn the_table_of_messages_is_that_of_the_core() {
    let mut table = String::from(
        "# User messages\n\nGenerated from the core by `npm run generate`. The first 25 belong to the documented codes, the others to the HTTP statuses without one;\n`nothing-changed` is read where the outcome would be unknown had the request not been a GET, HEAD or OPTIONS.\n\n| key |",
    );
    for locale in Locale::ALL {
        write!(table, " {locale} |").unwrap();
    }
    table += "\n|---|";
    table += &"---|".repeat(Locale::ALL.len());
    for message in Message::all() {
        write!(table, "\n| `{}` |", message.key()).unwrap();
        for &locale in Locale::ALL {
            write!(table, " {} |", message.text(locale)).unwrap();
        }
    }
    table += "\n";
    check("pkg/docs/messages.md", &table);
}
