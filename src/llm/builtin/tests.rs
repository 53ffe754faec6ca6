//! What the built-in model answers, and what it leaves to a person. Shops and questions lie in tests/data/builtin.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::Deserialize;

use super::*;
use crate::llm::types::{Document, Turn};

pub(super) fn ask(question: &str, documents: Vec<Document>) -> Option<String> {
    let turns = vec![Turn { role: TurnRole::User, text: question.to_owned() }];
    answer(&ChatRequest { documents, turns, ..ChatRequest::default() })
}

pub(super) fn document(id: &str, title: &str, text: &str) -> Document {
    Document { id: id.into(), title: title.into(), text: text.into(), support: 0.5, ..Document::default() }
}

#[derive(Deserialize)]
pub(super) struct Shop {
    docs: Vec<(String, String)>,
    #[serde(default)]
    faq: Vec<(String, String, Vec<String>)>,
    lang: String,
}

impl Shop {
    pub(super) fn documents(&self) -> Vec<Document> {
        let texts = self.docs.iter().map(|(title, text)| document("", title, text));
        let known = self.faq.iter().map(|(question, text, phrasings)| Document {
            question: Some(question.clone()),
            phrasings: phrasings.clone(),
            ..document("", "FAQ", text)
        });
        let numbered = texts.chain(known).enumerate();
        numbered.map(|(at, document)| Document { id: (at + 1).to_string(), ..document }).collect()
    }
}

#[derive(Deserialize)]
struct Case {
    shop: String,
    lang: String,
    question: String,
    /// What the answer must hold; nothing when nobody may answer.
    expect: Option<String>,
}

/// Of the questions the knowledge answers.
const PERCENT_ANSWERED: usize = 90;

#[test]
fn shops_of_many_trades_are_answered_and_never_wrongly() {
    let shops: BTreeMap<String, Shop> =
        serde_json::from_str(include_str!("../../../tests/data/builtin/shops.json")).unwrap();
    let files = [
        include_str!("../../../tests/data/builtin/questions.json"),
        include_str!("../../../tests/data/builtin/near_misses.json"),
    ];
    let cases: Vec<Case> =
        files.iter().flat_map(|file| serde_json::from_str::<Vec<Case>>(file).unwrap()).collect();
    assert!(cases.iter().filter(|case| case.expect.is_some()).count() >= 60);
    assert!(cases.iter().filter(|case| case.expect.is_none()).count() >= 40);
    let (right, answerable, wrong) = told(&shops, &cases);
    assert!(wrong.is_empty(), "wrong:\n{}", wrong.join("\n"));
    assert!(right * 100 >= answerable * PERCENT_ANSWERED, "{right} of {answerable}");
}

/// Written before the model was looked at: 39 of 64 were answered then.
const PERCENT_ANSWERED_UNSEEN: usize = 85;

#[test]
fn shops_nobody_tuned_for_are_never_answered_wrongly() {
    let mut shops: serde_json::Value =
        serde_json::from_str(include_str!("../../../tests/data/claims/leisure/shops.json")).unwrap();
    without_phrasings(&mut shops);
    let shops: BTreeMap<String, Shop> = serde_json::from_value(shops).unwrap();
    let files = [
        include_str!("../../../tests/data/builtin/leisure/questions.json"),
        include_str!("../../../tests/data/builtin/leisure/near_misses.json"),
    ];
    let cases: Vec<Case> =
        files.iter().flat_map(|file| serde_json::from_str::<Vec<Case>>(file).unwrap()).collect();
    let (right, answerable, wrong) = told(&shops, &cases);
    assert!(wrong.is_empty(), "wrong:\n{}", wrong.join("\n"));
    assert!(right * 100 >= answerable * PERCENT_ANSWERED_UNSEEN, "{right} of {answerable}");
}

#[test]
fn the_given_shops_asked_anew_are_answered_and_never_wrongly() {
    let mut shops: serde_json::Value =
        serde_json::from_str(include_str!("../../../tests/data/claims/again/shops.json")).unwrap();
    without_phrasings(&mut shops);
    let shops: BTreeMap<String, Shop> = serde_json::from_value(shops).unwrap();
    let files = [
        include_str!("../../../tests/data/builtin/again/questions.json"),
        include_str!("../../../tests/data/builtin/again/near_misses.json"),
    ];
    let cases: Vec<Case> =
        files.iter().flat_map(|file| serde_json::from_str::<Vec<Case>>(file).unwrap()).collect();
    let (right, answerable, wrong) = told(&shops, &cases);
    assert!(wrong.is_empty(), "wrong:\n{}", wrong.join("\n"));
    assert!(right * 100 >= answerable * PERCENT_ANSWERED, "{right} of {answerable}");
}

/// Known answers without other ways to ask for them.
fn without_phrasings(shops: &mut serde_json::Value) {
    let answers = shops.as_object_mut().unwrap().values_mut().filter_map(|shop| shop.get_mut("faq"));
    for answer in answers.flat_map(|answers| answers.as_array_mut().unwrap()) {
        answer.as_array_mut().unwrap().push(serde_json::json!([]));
    }
}

/// How many of the answerable questions in the shop's own language are answered right, and what is answered wrongly; a
/// question that is declined is not.
fn told(shops: &BTreeMap<String, Shop>, cases: &[Case]) -> (usize, usize, Vec<String>) {
    let (mut right, mut answerable, mut wrong) = (0, 0, Vec::new());
    for case in cases {
        let shop = &shops[&case.shop];
        let own_language = case.lang == shop.lang;
        let said = ask(&case.question, shop.documents());
        let holds = match (&said, &case.expect) {
            (Some(said), Some(expected)) => said.contains(expected.as_str()),
            (said, _) => said.is_none(),
        };
        answerable += usize::from(case.expect.is_some() && own_language);
        right += usize::from(case.expect.is_some() && said.is_some() && holds && own_language);
        if said.is_none() && case.expect.is_some() {
            let why = why(&case.question, &shop.documents());
            println!(
                "declined: {} {:?}{}\n{why}",
                case.shop,
                case.question,
                if own_language { "" } else { " (another language)" }
            );
        }
        if !holds {
            wrong.push(format!("{} {:?}: {said:?}", case.shop, case.question));
        }
    }
    println!("{right} of {answerable}");
    (right, answerable, wrong)
}

/// What was asked, and of every record that has one of its subjects why it does not answer.
pub(super) fn why(question: &str, documents: &[Document]) -> String {
    let records = records::records(documents);
    let mut told = String::new();
    for ask in ask::asks(question, None, home(&records)).unwrap_or_default() {
        let subjects: Vec<String> =
            ask.subjects.iter().map(|word| format!("{} {:?}", word.text, word.keys)).collect();
        told += &format!(
            "  asks {:?} of {subjects:?} days {:?} numbers {:?}\n",
            ask.kinds,
            ask.days.map(u8::from),
            ask.numbers.iter().map(|n| n.text.clone()).collect::<Vec<_>>()
        );
        let near = |record: &&records::Record| {
            let mut around = record.words.iter().chain(&record.context);
            around.any(|word| ask.subjects.iter().any(|subject| alike::same(subject, word)))
        };
        for record in records.iter().filter(near) {
            told += &format!("    {:?}: {}\n", record.text, fit::why(&ask, record));
        }
    }
    told
}

fn shop() -> Vec<Document> {
    vec![
        document("1", "Opening hours", "Tuesday to Saturday 8:00-13:00 and 16:00-19:30. Closed on Monday."),
        document("2", "Cheese", "We have pecorino and parmesan from small farms."),
        Document {
            question: Some("Do you deliver to my home?".to_owned()),
            ..document("3", "FAQ", "Yes, within 10 km, from Tuesday to Saturday.")
        },
    ]
}

#[test]
fn it_quotes_what_the_shop_knows() {
    for (question, id) in [
        ("What are your opening hours?", "1"),
        ("a che ora chiudete?", "1"),
        ("¿A qué hora abren?", "1"),
        ("do you delivr home", "3"),
        ("any pecorino?", "2"),
    ] {
        let answer = ask(question, shop()).unwrap_or_else(|| panic!("{question} was declined"));
        assert!(answer.ends_with(&format!(" [[{id}]]")), "{question}: {answer}");
    }
}

#[test]
fn it_declines_when_not_sure() {
    for question in
        ["Do you have vegan cheese?", "Who won the match?", "hello", "??", "is the fiorentina gluten free"]
    {
        assert_eq!(ask(question, shop()), None, "{question}");
    }
    let mut special = shop();
    special.remove(0);
    special[1].question = Some("Are you open on Easter Monday?".to_owned());
    assert_eq!(ask("When are you open?", special), None, "what holds on one day is no answer for all");
    let mut weak = shop();
    for document in &mut weak {
        document.support = 0.05;
    }
    assert_eq!(ask("What are your opening hours?", weak), None);
}

#[test]
fn every_question_of_a_message_is_answered_or_none() {
    let text = "Biryani is ready. Lasagna is ready. Goulash is ready. Moussaka is ready. Paella is ready.";
    let dishes = || vec![document("1", "Dishes", text)];
    let both = ask("any Biryani?\nany Goulash?", dishes());
    assert_eq!(both.as_deref(), Some("Biryani is ready. [[1]]\nGoulash is ready. [[1]]"));
    assert_eq!(ask("any Biryani?\nany Sushi?", dishes()), None);
}

#[test]
fn a_stored_phrasing_is_an_exact_hit() {
    let mut documents = shop();
    documents[2].phrasings = vec!["zu mir nach hause?".to_owned()];
    assert_eq!(
        ask("Zu mir nach Hause", documents).as_deref(),
        Some("Yes, within 10 km, from Tuesday to Saturday. [[3]]")
    );
}

#[test]
fn the_exception_is_no_answer_to_the_rule() {
    let only = vec![document("1", "Delivery", "We do not deliver to Scandicci or Sesto Fiorentino.")];
    assert_eq!(ask("Do you deliver?", only.clone()), None);
    assert!(ask("Do you deliver to Scandicci?", only).is_some());
}

#[test]
fn a_row_is_said_as_a_sentence_and_a_column_alone_when_it_is_asked_for() {
    let rows = "Product: Toma no 1 | Retail price: 3.35 EUR | Wholesale price: 2.25 EUR\n\
                Product: Toma no 2 | Retail price: 4.00 EUR | Wholesale price: 1.00 EUR\n\
                Product: Robiola no 1 | Retail price: 2.00 EUR | Wholesale price: 1.50 EUR";
    let list = || vec![document("1", "Prices", rows)];
    assert_eq!(
        ask("What is the retail price of Toma no 1?", list()).as_deref(),
        Some("Product: Toma no 1; Retail price: 3.35 EUR [[1]]")
    );
    assert_eq!(
        ask("How much is Toma no 2?", list()).as_deref(),
        Some("Product: Toma no 2; Retail price: 4.00 EUR; Wholesale price: 1.00 EUR [[1]]")
    );
    let boxes = vec![document("1", "Boxes", "Barbecue box | 4 | 52 euros\nParty box | 8 | 90 euros")];
    assert_eq!(ask("how much is the barbecue box", boxes).as_deref(), Some("Barbecue box: 52 euros [[1]]"));
}

#[test]
fn a_price_of_before_is_not_said() {
    let rows = "Product: Fig jam | Price: 4.80 EUR | Old price: ~~6.00 EUR~~\nProduct: Honey | Price: ~~9.00 EUR~~ 8.00 EUR";
    let list = || vec![document("1", "Prices", rows)];
    assert_eq!(ask("How much is the fig jam?", list()).as_deref(), Some("Fig jam: Price 4.80 EUR [[1]]"));
    assert_eq!(ask("How much is the honey?", list()).as_deref(), Some("Honey: Price 8.00 EUR [[1]]"));
}

/// A line that ends because the page does goes on after a blank.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

proptest! {
    #[test]
    fn every_quote_stands_in_its_document(passage in "[a-zA-Z0-9 .!?;\n।，é]{0,800}", question in "[a-z ]{0,60}") {
        if let Some(said) = ask(&question, vec![document("1", "T", &passage)]) {
            for quote in said.split(" [[1]]").map(|quote| quote.trim_start_matches('\n')).filter(|quote| !quote.is_empty()) {
                prop_assert!(one_line(&passage).contains(&one_line(quote)), "{quote:?}");
            }
        }
    }
}

#[test]
fn a_price_of_another_time_is_not_that_of_today() {
    let shop = || vec![document("1", "Garden", "Rake Oak: £19.\nSpade Elm: £24.")];
    let sale = || vec![document("1", "Garden", "Rake Oak: was £25, now £19.")];
    for (question, today) in [
        ("How much was the rake before?", "How much is the rake?"),
        ("how much did the rake cost last year", "how much does the rake cost"),
        ("What will the spade Elm cost next year?", "What does the spade Elm cost?"),
        ("Quanto costava Oak?", "Quanto costa Oak?"),
        ("¿Cuánto costaba antes Oak?", "¿Cuánto cuesta Oak?"),
        ("Quanto custava Oak?", "Quanto custa Oak?"),
        ("Combien coûtait Oak avant ?", "Combien coûte Oak ?"),
        ("Was kostete Oak früher?", "Was kostet Oak?"),
        ("Oak pehle kitne ka tha", "Oak kitne ka hai"),
    ] {
        assert_eq!(ask(question, shop()), None, "{question}");
        assert!(ask(today, shop()).is_some(), "{today}");
    }
    assert!(ask("How much was the rake before?", sale()).is_some_and(|answer| answer.contains("£25")));
}
