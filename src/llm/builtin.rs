//! The built-in model: no key, no network, no weights. It quotes the best-supported document word for word, or declines.
//! Never writes a word of its own.

use async_stream::try_stream;
use futures_util::Stream;

use super::error::LlmError;
use super::quote::{Subject, best_quote};
use super::types::{ChatEvent, ChatRequest, Document, StopReason, TurnRole, Usage};

/// Below this the finder itself did not believe in the document. Low, because small words weigh in its measure too.
const SUPPORT_FLOOR: f32 = 0.08;
/// The part of a question of four subject words or more that the document must meet; of a shorter one, all.
const COVERAGE_OF_LONG_QUESTIONS: f32 = 0.7;
const SHORT_QUESTION_WORDS: usize = 3;
/// The part of a known question that must have been asked: "open?" is not "open on Sunday?".
const ASKED_OF_KNOWN_QUESTIONS: f32 = 0.6;

pub(super) const NAME: &str = "builtin";

pub(super) fn stream(request: ChatRequest) -> impl Stream<Item = Result<ChatEvent, LlmError>> + Send {
    try_stream! {
        if request.tool.is_some() {
            Err(LlmError::Unsupported("the built-in model only quotes".to_owned()))?;
        }
        let stop = match answer(&request) {
            Some(text) => {
                yield ChatEvent::Text(text);
                StopReason::Finished
            }
            None => StopReason::Declined,
        };
        yield ChatEvent::Done { usage: Usage::default(), stop };
    }
}

fn answer(request: &ChatRequest) -> Option<String> {
    let question = question(request);
    let subject = Subject::of(&question);
    if subject.len() == 0 {
        return None;
    }
    let (document, _) = request
        .documents
        .iter()
        .filter_map(|document| Some((document, confidence(document, &question, &subject)?)))
        .reduce(|best, next| if next.1 > best.1 { next } else { best })?;
    let quote = match document.question {
        Some(_) => document.text.trim(),
        None => best_quote(&document.text, &subject)?,
    };
    let answers = !quote.is_empty() && !leaves_out(document, quote, &question);
    answers.then(|| format!("{quote} [[{}]]", document.id))
}

/// Whether one of several questions is met by the document and not by what is quoted of it: whoever asked would take
/// the quote for the whole answer.
fn leaves_out(document: &Document, quote: &str, question: &str) -> bool {
    let (whole, quoted) = (titled(document), format!("{}\n{quote}", document.title));
    let asks = |line: &&str| line.trim_end().ends_with(['?', '؟', '？']);
    question.lines().filter(asks).map(Subject::of).any(|subject| {
        let met = |text: &str| subject.coverage(text) > 0.0;
        met(&whole) && !met(&quoted)
    })
}

/// What the user wrote since the last answer.
fn question(request: &ChatRequest) -> String {
    let unanswered = request.turns.iter().rev().take_while(|turn| turn.role == TurnRole::User);
    let mut texts: Vec<&str> = unanswered.map(|turn| turn.text.as_str()).collect();
    texts.reverse();
    texts.join("\n")
}

/// How sure we are that the document answers, or nothing when not sure enough to quote it.
fn confidence(document: &Document, asked: &str, subject: &Subject) -> Option<f32> {
    let needed = if subject.len() <= SHORT_QUESTION_WORDS { 1.0 } else { COVERAGE_OF_LONG_QUESTIONS };
    let (text, known) = match &document.question {
        Some(question) => {
            (format!("{question}\n{}", document.text), Some(Subject::of(question).coverage(asked)))
        }
        None => (titled(document), None),
    };
    let coverage = subject.coverage(&text);
    let sure = document.support >= SUPPORT_FLOOR && coverage >= needed;
    let is_asked = known.is_none_or(|known| known >= ASKED_OF_KNOWN_QUESTIONS);
    (sure && is_asked).then_some(coverage + 0.5 * document.support + 0.25 * known.unwrap_or(0.0))
}

fn titled(document: &Document) -> String {
    format!("{}\n{}", document.title, document.text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::llm::types::Turn;

    fn ask(question: &str, documents: Vec<Document>) -> Option<String> {
        let turns = vec![Turn { role: TurnRole::User, text: question.to_owned() }];
        answer(&ChatRequest { documents, turns, ..ChatRequest::default() })
    }

    fn shop() -> Vec<Document> {
        let text = |id: &str, title: &str, text: &str, support| Document {
            id: id.into(),
            title: title.into(),
            text: text.into(),
            support,
            question: None,
        };
        let mut faq = text("3", "FAQ", "Yes, within 10 km, from Tuesday to Saturday.", 0.6);
        faq.question = Some("Do you deliver to my home?".to_owned());
        vec![
            text(
                "1",
                "Opening hours",
                "Tuesday to Saturday 8:00-13:00 and 16:00-19:30. Closed on Monday.",
                0.5,
            ),
            text("2", "Cheese", "We have pecorino and parmesan from small farms.", 0.5),
            faq,
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
    fn it_declines_when_its_quote_leaves_a_question_out() {
        let text =
            "Biryani is ready. Lasagna is ready. Goulash is ready. Moussaka is ready. Paella is ready.";
        let dishes = Document {
            id: "1".into(),
            title: "Dishes".into(),
            text: text.into(),
            support: 0.5,
            question: None,
        };
        let both = ask("any Biryani?\nany Goulash?", vec![dishes.clone()]);
        assert_eq!(both.as_deref(), Some("Biryani is ready. Lasagna is ready. Goulash is ready. [[1]]"));
        assert_eq!(ask("any Biryani?\nany Goulash?\nany Paella?", vec![dishes]), None);
    }

    #[test]
    fn it_declines_when_not_sure() {
        for question in [
            "Do you have vegan cheese?",
            "Who won the match?",
            "hello",
            "??",
            "is the fiorentina gluten free",
        ] {
            assert_eq!(ask(question, shop()), None, "{question}");
        }
        let mut special = shop();
        special.remove(0);
        special[0].question = Some("Are you open on Easter Monday?".to_owned());
        assert_eq!(ask("When are you open?", special), None, "what holds on one day is no answer for all");
        let mut weak = shop();
        for document in &mut weak {
            document.support = 0.05;
        }
        assert_eq!(ask("What are your opening hours?", weak), None);
    }
}
