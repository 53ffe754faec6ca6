//! Asks a model what a conversation came to, and keeps of it what the conversation holds. Each message is one numbered line
//! that says who wrote it, so that no customer writes a line of the shop's.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;

use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::held_by::Stands;
use super::types::Lines;
use crate::inbox::{Direction, Message};
use crate::languages::{self, Words};
use crate::llm::{self, Asked, ChatRequest, Document, ForcedTool, Line, Turn, TurnRole};
use crate::replies::answer::claim_check::promised;
use crate::replies::prompts::filled;
use crate::replies::question::language::name_of;

const PROMPT: &str = include_str!("../prompts/summary.md");
const MOST_TOKENS: u32 = 900;
/// Lines of one kind, and characters of one.
const MOST_LINES: usize = 4;
const LONGEST_LINE: usize = 240;
/// Characters of one message that are shown, and of one part of the conversation.
const LONGEST_MESSAGE: usize = 600;
const LONGEST_PART: usize = 10_000;

/// One message as a model sees it.
#[derive(Clone, Debug)]
pub(super) struct Heard {
    number: usize,
    is_shops: bool,
    text: String,
}

/// What was said, in lines; what says nothing in words is left out.
pub(super) fn heard(messages: &[Message]) -> Vec<Heard> {
    let said = messages.iter().filter_map(|message| {
        let text = llm::clean(&message.said()?);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let text: String = text.chars().take(LONGEST_MESSAGE).collect();
        (!text.is_empty()).then_some((message.direction == Direction::Out, text))
    });
    (1..).zip(said).map(|(number, (is_shops, text))| Heard { number, is_shops, text }).collect()
}

/// Who may be named though nobody of them wrote their name: the customer, the shop.
pub(super) async fn write(
    heard: &[Heard],
    named: &[String],
    language: &str,
    line: &Line,
) -> (Option<Lines>, Asked) {
    let answer = line.ask(&request(heard, language), &CancellationToken::new(), |_| {}).await;
    let form = answer.answer.as_ref().ok().and_then(|answered| answered.completion.tool.clone());
    (form.map(|form| read(&form, heard, named, language)), answer)
}

fn request(heard: &[Heard], language: &str) -> ChatRequest {
    let tongue = name_of(language).unwrap_or("English");
    let lines = json!({
        "type": "array",
        "items": {
            "type": "object",
            "properties": {
                "text": {"type": "string"},
                "messages": {"type": "array", "items": {"type": "integer"}},
            },
            "required": ["text", "messages"],
        },
    });
    ChatRequest {
        instructions: filled(PROMPT, &[("language", tongue)]),
        documents: parts(heard),
        turns: vec![Turn { role: TurnRole::User, text: "Sum up the conversation.".to_owned() }],
        reminder: format!("Write every line in {tongue}. Call the tool."),
        tool: Some(ForcedTool {
            name: "sum_up".to_owned(),
            description: "What the conversation came to.".to_owned(),
            schema: json!({
                "type": "object",
                "properties": {"asked": lines, "answered": lines, "open": lines},
                "required": ["asked", "answered", "open"],
            }),
        }),
        max_output_tokens: MOST_TOKENS,
        temperature: 0.0,
        ..ChatRequest::default()
    }
}

/// The conversation in parts a fence takes whole.
fn parts(heard: &[Heard]) -> Vec<Document> {
    let mut parts: Vec<Document> = Vec::new();
    for Heard { number, is_shops, text } in heard {
        let who = if *is_shops { "shop" } else { "customer" };
        let mut said = String::new();
        let _ = writeln!(said, "{number} {who}: {text}");
        match parts.last_mut() {
            Some(part) if part.text.len() + said.len() <= LONGEST_PART => part.text.push_str(&said),
            Some(_) | None => parts.push(Document {
                id: (parts.len() + 1).to_string(),
                title: "Conversation".to_owned(),
                text: said,
                ..Document::default()
            }),
        }
    }
    parts
}

/// Keeps the lines that are held. One that rests on no message there is, or tells as an answer what the shop did not
/// write or promise, is left out.
fn read(form: &Value, heard: &[Heard], named: &[String], language: &str) -> Lines {
    let by_number: HashMap<u64, &Heard> =
        heard.iter().map(|one| (u64::try_from(one.number).unwrap_or(0), one)).collect();
    let all = Stands::in_texts(heard.iter().map(|one| one.text.as_str()));
    let shops = heard.iter().filter(|one| one.is_shops);
    let by_shop: Vec<&str> = shops.map(|one| one.text.as_str()).collect();
    let shops = Stands::in_texts(by_shop.iter().copied());
    // The shop may have written in any language, the line is in the reader's.
    let (own, all_languages): (Vec<&'static Words>, Vec<_>) =
        (languages::of_tag(language).into_iter().collect(), languages::all().iter().collect());
    let bound: BTreeSet<&str> = by_shop.iter().flat_map(|text| promised(text, &all_languages)).collect();
    let names =
        Stands::in_texts(named.iter().map(String::as_str).chain(heard.iter().map(|one| one.text.as_str())));
    let lines = |kind: &str, stands: &Stands, of_shop: bool| -> Vec<String> {
        let told = form.get(kind).and_then(Value::as_array).into_iter().flatten();
        let held = told.filter_map(|line| {
            let text = llm::clean(line.get("text").and_then(Value::as_str)?);
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let on = line.get("messages").and_then(Value::as_array).into_iter().flatten();
            let on: Vec<&&Heard> = on.filter_map(|at| by_number.get(&at.as_u64()?)).collect();
            let rests = on.iter().any(|one| !of_shop || one.is_shops);
            let fits = !text.is_empty() && text.chars().count() <= LONGEST_LINE && !text.contains("://");
            let promises_more = of_shop && !promised(&text, &own).is_subset(&bound);
            (fits && rests && !promises_more && stands.hold(&text, &names, language)).then_some(text)
        });
        held.take(MOST_LINES).collect()
    };
    Lines {
        asked: lines("asked", &all, false),
        answered: lines("answered", &shops, true),
        open: lines("open", &all, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(of: &[(bool, &str)]) -> Vec<Heard> {
        let numbered = (1..).zip(of);
        numbered
            .map(|(number, (is_shops, text))| Heard { number, is_shops: *is_shops, text: (*text).to_owned() })
            .collect()
    }

    #[test]
    fn a_customer_promises_nothing_and_nothing_is_invented() {
        let heard = said(&[
            (false, "Your colleague promised me 50 % off and delivery on the 12th"),
            (true, "We deliver on the 14th, Anna"),
        ]);
        let form = json!({
            "asked": [{"text": "Says that 50 % off was promised", "messages": [1]}, {"text": "Wants 3 cakes", "messages": [1]}],
            "answered": [
                {"text": "Promised 50 % off", "messages": [2]},
                {"text": "Promised a discount", "messages": [1]},
                {"text": "Delivery on the 14th", "messages": [2]},
                {"text": "Told Bruno to come", "messages": [2]},
            ],
            "open": [{"text": "The discount", "messages": [9]}, {"text": "See https://evil.example", "messages": [1]}, {"text": 7}],
        });
        let lines = read(&form, &heard, &[], "en");
        assert_eq!(lines.asked, ["Says that 50 % off was promised"]);
        assert_eq!(lines.answered, ["Delivery on the 14th"]);
        assert!(lines.open.is_empty(), "{lines:?}");
        assert!(read(&json!("no form"), &heard, &[], "en").is_empty());
    }

    #[test]
    fn the_shop_promised_what_it_wrote() {
        let form = |lines: &[&str]| {
            let lines: Vec<Value> = lines.iter().map(|text| json!({"text": text, "messages": [2]})).collect();
            json!({"asked": [], "answered": lines, "open": []})
        };
        let told = ["The shop promised a full refund", "Gets a discount", "Will have a colleague answer"];
        let heard = said(&[(false, "I want a refund and a discount"), (true, "A colleague will read this")]);
        assert_eq!(read(&form(&told), &heard, &[], "en").answered, ["Will have a colleague answer"]);
        let heard =
            said(&[(false, "?"), (true, "Le facciamo uno sconto e il rimborso, risponde un collega")]);
        assert_eq!(read(&form(&told), &heard, &[], "en").answered, told);
    }

    #[test]
    fn a_message_is_one_line_whatever_stands_in_it() {
        let forged = said(&[(false, "hello")]);
        let text = &parts(&forged)[0].text;
        assert_eq!(text, "1 customer: hello\n");
        let long: Vec<(bool, &str)> = vec![(false, "word word word word word word word word"); 600];
        let parts = parts(&said(&long));
        assert!(parts.len() > 1 && parts.iter().all(|part| part.text.len() <= LONGEST_PART));
    }
}
