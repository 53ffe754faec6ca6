//! What the corpus looks like to a screen: `shown.json` is written from the reader, and the UI's own test draws each.
//!
//! `WRITE_SHOWN=1 cargo test --test it shown` writes the file anew; without it the test fails when the file is stale.

use serde_json::{Value, json};
use shopbell::whatsapp::wire::parse::{self, Outcome, Update};

use super::{FOLDER, corpus, message_body};

/// Every message of the corpus as the screens get it.
fn shown() -> Vec<Value> {
    let identity = &corpus("identities.json")[0];
    let cases = corpus("messages.json").into_iter();
    cases
        .map(|case| {
            let parsed = parse::parse(message_body(&case, identity).to_string().as_bytes());
            let Outcome::Parsed(Update::Message(message)) = &parsed.items[0].outcome else {
                panic!("{case}")
            };
            let content = &message.content;
            json!({"name": case["name"], "kind": content.kind.as_str(), "text": content.text,
                "has_file": content.kind.is_media(), "content": content.detail})
        })
        .collect()
}

#[test]
fn what_the_screens_are_tested_with_is_what_the_reader_makes() {
    let lines: Vec<String> = shown().iter().map(|line| format!("  {line}")).collect();
    let fresh = format!("[\n{}\n]\n", lines.join(",\n"));
    let path = format!("{FOLDER}/shown.json");
    if std::env::var_os("WRITE_SHOWN").is_some() {
        std::fs::write(&path, &fresh).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), fresh, "WRITE_SHOWN=1 writes it anew");
}
