//! What a run keeps for the person it calls: who, what was asked, what was tried, found and told, what to do next. The card
//! they see is made of this and of what is so when they look (`brief/`).
//! Holds no phone number.

use serde_json::{Value, json};

use crate::inbox::{AuthorKind, Direction, HandOffReason, Message, MessageState};
use crate::replies::runs::trace::Trace;
use crate::replies::turn::Turn;
use crate::replies::types::StepName;

const QUESTION_LIMIT_CHARACTERS: usize = 500;
const LINE_LIMIT_CHARACTERS: usize = 160;
const HISTORY_LINES: usize = 6;
/// Answers of the shop that are told: whatever they promise binds whoever takes over.
const TOLD_LINES: usize = 2;

pub(in crate::replies) fn card(turn: &Turn, trace: &Trace, reason: HandOffReason) -> Value {
    let contact = &turn.conversation.contact;
    let found: Vec<&str> = trace
        .passages
        .iter()
        .filter(|passage| passage.source_id.is_some())
        .map(|passage| passage.title.as_str())
        .collect();
    json!({
        "run_id": trace.run,
        "reason": reason,
        "who": contact.name.as_deref().or(contact.username.as_deref()),
        "question": cut(&turn.question.text, QUESTION_LIMIT_CHARACTERS),
        "language": turn.question.tag(),
        "history": turn.history[turn.history.len().saturating_sub(HISTORY_LINES)..].iter().filter_map(line).collect::<Vec<_>>(),
        "tried": tried(trace),
        "missing": trace.checks.iter().filter(|claim| !claim.supported).map(|claim| claim.text.as_str()).collect::<Vec<_>>(),
        "found": found,
        "orders": trace.orders,
        "told": told(turn),
        "next": next_step(reason),
        "rule": turn.question.judge.takes_over(reason).map(|rule| rule.name.as_str()),
    })
}

/// What the shop said last, the newest first.
fn told(turn: &Turn) -> Vec<String> {
    let arrived = |message: &&Message| message.state != Some(MessageState::Failed);
    let ours =
        turn.history.iter().rev().filter(|message| message.direction == Direction::Out).filter(arrived);
    let texts = ours.filter_map(|message| message.text.as_deref());
    texts.take(TOLD_LINES).map(|text| cut(text, LINE_LIMIT_CHARACTERS)).collect()
}

fn line(message: &Message) -> Option<String> {
    let from = match message.author {
        AuthorKind::Customer => "←",
        AuthorKind::Ai | AuthorKind::Person | AuthorKind::System => "→",
    };
    Some(format!("{from} {}", cut(&message.said()?, LINE_LIMIT_CHARACTERS)))
}

fn tried(trace: &Trace) -> Vec<String> {
    let told = trace.steps.iter().filter(|step| step.name != StepName::Decide);
    told.map(|step| format!("{}: {}", step.name.as_str(), step.outcome)).collect()
}

/// A text that is not longer than this.
pub(in crate::replies) fn cut(text: &str, limit_characters: usize) -> String {
    match text.char_indices().nth(limit_characters) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// What a person does best.
pub(in crate::replies) const fn next_step(reason: HandOffReason) -> &'static str {
    match reason {
        HandOffReason::AskedForPerson => "Say hello: the customer asked for a person.",
        HandOffReason::Complaint => "Listen first, then say what you can do.",
        HandOffReason::BigBasket | HandOffReason::RepeatBuyer => "Make an offer: this may be a large sale.",
        HandOffReason::FailedPayment => "Check the payment and offer another way to pay.",
        HandOffReason::DeliveryPromise => "Look up the order and say when it comes.",
        HandOffReason::OrderRequest => "Confirm the order and its total.",
        HandOffReason::OrderChange => "Look at the order and say what can still be changed.",
        HandOffReason::NoAnswer | HandOffReason::FailedTwice => "Answer, then add the answer to Knowledge.",
        HandOffReason::UnsupportedClaim => "Check the facts, answer, and add them to Knowledge.",
        HandOffReason::SourcesDisagree => "Answer, then say under Knowledge which of your sources is right.",
        HandOffReason::OutOfScope => "Decide whether this is for the shop.",
        HandOffReason::Unreadable => "Open the message and answer what it shows.",
        HandOffReason::VoiceNote => "Listen to the voice note and answer it.",
        HandOffReason::Picture => "Look at the picture and answer.",
        HandOffReason::ModelUnavailable => "Answer, and test the model in Settings.",
        HandOffReason::BudgetSpent => "Answer, and look at the budget in Settings.",
        HandOffReason::MessageBudgetSpent => "Answer, and look at the budget under Prices.",
        HandOffReason::LateMessage => "Answer with a template: the 24 hours are over.",
        HandOffReason::DeliveryUnsure => {
            "Look at the chat on the phone, then mark the message as delivered or send it again."
        }
        HandOffReason::DeliveryFailed => {
            "See under the message why it was not sent, mend that, and send it again."
        }
        HandOffReason::AnswerLimit => "Answer: the assistant has answered as often as it may in an hour.",
        HandOffReason::OtherLanguage => "Answer: the assistant does not answer in this language.",
        HandOffReason::AnswerFailed => "See why the message failed, and send the answer again.",
        HandOffReason::SuggestionReady => "Send the suggested answer, or write your own.",
        HandOffReason::AssistantOff => "Answer, or switch the assistant on in Settings.",
        HandOffReason::AnswerStopped => "Answer: somebody stopped the assistant.",
        HandOffReason::AssistantFailed => "Answer, and look at the failed jobs under Settings.",
        HandOffReason::OwnersRule => "Answer: a rule of yours asks for a person here.",
        HandOffReason::AnsweredElsewhere => "See under WhatsApp who answers on this number.",
        HandOffReason::Emergency => {
            "Answer at once, or have somebody call: someone may be hurt or in danger."
        }
        HandOffReason::LegalMatter => "Do not answer in haste: show it to whoever decides such matters.",
        HandOffReason::OptOutUnclear => {
            "If the customer wants no more messages, say so on the contact; then answer."
        }
    }
}
