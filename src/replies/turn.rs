//! What there is to answer: everything the customer wrote that nobody has answered, as one turn, and what came before.
//! What that is follows from what arrived and what was said to it; the order of the thread is the customer's clock's.
//! Reads only; one consistent view of the file.

use std::borrow::Cow;
use std::time::Duration;

use super::budget::Limits;
use super::facts;
use super::personality::Personality;
use super::question::Question;
use super::question::language::{Heard, Language};
use super::question::signals::Judge;
use super::runs::store;
use super::settings::Settings;
use super::summary;
use super::texts::Texts;
use super::types::{DecisionKind, Mode, RepeatOrder};
use crate::accounts;
use crate::clock::Timestamp;
use crate::ids::{ConversationId, MessageId};
use crate::inbox::{
    self, AiMode, AuthorKind, Conversation, Direction, HandOffReason, MediaTextFault, Message, MessageKind,
    SpendingStage,
};
use crate::letters;
use crate::llm::{self, TurnRole};
use crate::storage::{ReadConn, StorageError};

/// Messages looked back on, the turn's own included.
const LOOK_BACK: u32 = 30;
/// Earlier messages the model is shown.
const HISTORY: usize = 8;
/// Earlier messages of the customer their language is taken from.
const HEARD: usize = 8;
/// Most characters of one turn.
pub(super) const TURN_LIMIT_CHARACTERS: usize = 4_096;
/// Messages further apart than this are not one burst.
const BURST_GAP: Duration = Duration::from_mins(1);
/// How long a declined question is remembered.
const DECLINE_MEMORY: Duration = Duration::from_hours(24);
/// Who was greeted within this time is not greeted again.
const GREETED: Duration = Duration::from_mins(5);
/// Failures inside after which a person is called.
const MOST_FAILURES: u32 = 4;

/// What waits in a conversation, before anybody asks what it means.
pub(super) struct Waits {
    pub conversation: Conversation,
    pub messages: Vec<Message>,
    mode: Mode,
    history: Vec<Message>,
}

impl Waits {
    /// Nothing when nobody waits for the AI. `mode` is what the shop set.
    pub fn read(
        conn: &ReadConn,
        id: ConversationId,
        asked_by_person: bool,
        mode: Mode,
        now: Timestamp,
    ) -> Result<Option<Self>, StorageError> {
        let Some(conversation) = inbox::conversation(conn, id)? else { return Ok(None) };
        let Some(said) = said(conn, conversation.id, asked_by_person)? else { return Ok(None) };
        let Said { messages, history, waits } = said;
        let allowed = within_budget(mode, inbox::spending_stage(conn)?);
        let may = self::mode(&conversation, allowed, asked_by_person, now);
        // What is answered already is not answered once more: a person sees what could be said.
        let may = may.map(|mode| if waits { mode } else { Mode::Suggest });
        Ok(may.map(|mode| Self { conversation, messages, mode, history }))
    }

    /// What the customer speaks, in a shop of this language.
    pub fn hear(&self, shop_language: &str) -> Heard {
        let said = said_by_customer(&self.history);
        let said: Vec<&str> = said.iter().map(AsRef::as_ref).collect();
        let own_words = merged(self.messages.iter().filter(|message| message.is_in_own_words()));
        let told = told_language(&self.messages);
        let before = if told.is_some() { &[] } else { said.as_slice() };
        let known = told.or(self.conversation.contact.language.as_deref());
        Heard::in_words(&own_words, before, known, shop_language)
    }

    /// When the burst began that these messages belong to.
    pub fn burst_began(&self, now: Timestamp) -> Timestamp {
        let mut began = now;
        for message in self.messages.iter().rev() {
            if began.since(message.at) > BURST_GAP {
                break;
            }
            began = message.at.min(began);
        }
        began
    }
}

/// One turn of a customer, and what is needed to answer it.
pub(super) struct Turn {
    pub conversation: Conversation,
    /// Whether an answer is sent or offered to a person.
    pub mode: Mode,
    pub messages: Vec<Message>,
    pub history: Vec<Message>,
    pub question: Question,
    pub settings: Settings,
}

impl Turn {
    /// The turn that waits in a conversation; nothing when nobody waits for the AI.
    pub fn read(
        conn: &ReadConn,
        id: ConversationId,
        asked_by_person: bool,
        settings: Settings,
        now: Timestamp,
    ) -> Result<Option<Self>, StorageError> {
        let waits = Waits::read(conn, id, asked_by_person, settings.mode, now)?;
        let Some(waits) = waits else { return Ok(None) };
        let asked = question(conn, &waits, now)?;
        let Waits { conversation, messages, mode, history } = waits;
        let last_of_shop = history.iter().rev().find(|message| !is_heard(message)).map(|message| message.id);
        let asked_fact = facts::asked_by(conn, conversation.contact.id, last_of_shop)?;
        let question = Question {
            asked_fact: asked_fact.filter(|_| settings.remembers),
            before: before(&history),
            left_to_people: settings.leaves(asked.heard.tag),
            unreadable: messages.iter().find_map(unreadable),
            order: messages.iter().any(|message| message.kind == MessageKind::Order),
            asked_by_person,
            budget: settings.budget,
            personality: settings.personality.clone(),
            repeat_order: settings.repeat_order,
            answered_too_often: answered_too_often(conn, conversation.id, &settings, now)?,
            ..asked
        };
        Ok(Some(Self { conversation, mode, messages, history, question, settings }))
    }

    pub fn last_message(&self) -> Option<MessageId> {
        self.messages.last().map(|message| message.id)
    }

    pub fn message_ids(&self) -> Vec<MessageId> {
        self.messages.iter().map(|message| message.id).collect()
    }

    /// What the shop last said.
    pub fn last_of_shop(&self) -> Option<&Message> {
        self.history.iter().rev().find(|message| !is_heard(message))
    }
}

/// What is asked, and what the past says about it.
fn question(conn: &ReadConn, waits: &Waits, now: Timestamp) -> Result<Question, StorageError> {
    let Waits { conversation, messages, history, .. } = waits;
    let id = conversation.id;
    let shop = accounts::shop(conn)?;
    let heard = waits.hear(&shop.language);
    // The shop's own only of a customer who has not said a word that tells.
    let language = Language::nearest(heard.tag.unwrap_or(&shop.language));
    let last = store::last_decision(conn, id, now.minus(DECLINE_MEMORY))?;
    let declined_before = last == Some(DecisionKind::Decline);
    let last_said = history.iter().rev().find(|message| !is_heard(message));
    Ok(Question {
        text: merged(messages),
        before: Vec::new(),
        language,
        heard,
        unreadable: None,
        order: false,
        declined_before,
        offered_person: declined_before && history.last().is_some_and(asks),
        greeted: last_said.is_some_and(|said| greets(said, shop.greeting.as_deref(), now)),
        answered_too_often: false,
        left_to_people: false,
        failed_too_often: store::failures(conn, id, MOST_FAILURES)? >= MOST_FAILURES,
        asked_by_person: false,
        shop,
        prompts: store::prompts_in(conn, id)?,
        personality: Personality::default(),
        budget: Limits::default(),
        customer: Some((conversation.contact.id, conversation.id)),
        repeat_order: RepeatOrder::Person,
        summary: if history.len() > HISTORY { summary::remembered(conn, id)? } else { None },
        facts: facts::told(conn, conversation.contact.id)?,
        asked_fact: None,
        judge: Judge::default(),
    })
}

/// Whether this customer had their share of answers, of the hour or of the day.
fn answered_too_often(
    conn: &ReadConn,
    id: ConversationId,
    settings: &Settings,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let shares = [
        (Duration::from_hours(1), settings.answers_per_hour),
        (Duration::from_hours(24), settings.answers_per_day),
    ];
    for (within, most) in shares {
        if store::answers_since(conn, id, now.minus(within), most)? >= most {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The last of what the customer wrote before, oldest first.
fn said_by_customer(history: &[Message]) -> Vec<Cow<'_, str>> {
    let heard = history.iter().filter(|message| is_heard(message) && message.is_in_own_words());
    let mut said: Vec<_> = heard.filter_map(Message::said).collect();
    said.drain(..said.len().saturating_sub(HEARD));
    said
}

/// The last few messages, for the model.
fn before(history: &[Message]) -> Vec<llm::Turn> {
    let from = history.len().saturating_sub(HISTORY);
    let told = history[from..].iter().filter_map(|message| {
        let role = match message.author {
            AuthorKind::Customer => TurnRole::User,
            AuthorKind::Ai | AuthorKind::Person | AuthorKind::System => TurnRole::Assistant,
        };
        Some(llm::Turn { role, text: message.said()?.into_owned() })
    });
    told.collect()
}

/// What was said, and whether it still waits for an answer.
struct Said {
    messages: Vec<Message>,
    history: Vec<Message>,
    waits: bool,
}

fn said(conn: &ReadConn, id: ConversationId, asked_by_person: bool) -> Result<Option<Said>, StorageError> {
    let waiting = inbox::unanswered(conn, id)?;
    let waiting = waiting.iter().filter(|message| asked_by_person || !message.with_person);
    let mut messages = Vec::new();
    for waiting in waiting {
        messages.extend(inbox::message(conn, waiting.message)?);
    }
    messages.retain(|message| message.revoked_at.is_none());
    let mut history = inbox::recent_messages(conn, id, LOOK_BACK)?;
    let waits = !messages.is_empty();
    if waits {
        history.retain(|message| messages.iter().all(|waiting| waiting.id != message.id));
    } else if asked_by_person {
        let last_heard = history.iter().rposition(is_heard).map_or(0, |at| at + 1);
        history.truncate(last_heard);
        let from = history.iter().rposition(|message| !is_heard(message)).map_or(0, |at| at + 1);
        messages = history.split_off(from);
    }
    // A person who asks sees what cannot be read; what can be is answered.
    if asked_by_person && !messages.iter().all(|message| unreadable(message).is_some()) {
        messages.retain(|message| unreadable(message).is_none());
    }
    Ok((!messages.is_empty()).then_some(Said { messages, history, waits }))
}

fn is_heard(message: &Message) -> bool {
    message.direction == Direction::In
}

/// Why a person is called for a message: it says nothing a machine can read, or what its file shows is a person's whatever
/// is written with it.
fn unreadable(message: &Message) -> Option<HandOffReason> {
    let fault = message.media_text.as_ref().and_then(|words| words.fault);
    let is_for_person = matches!(fault, Some(MediaTextFault::ForPerson | MediaTextFault::Unclear));
    // A place or a card of somebody asks nothing, though a name stands beside it.
    let silent = words(message).is_none_or(|text| text.trim().is_empty())
        || matches!(message.kind, MessageKind::Location | MessageKind::Contacts);
    if !is_for_person
        && (!silent || message.kind == MessageKind::Sticker || message.kind == MessageKind::Order)
    {
        return None;
    }
    Some(match (fault, message.kind) {
        (Some(MediaTextFault::BudgetSpent), _) => HandOffReason::BudgetSpent,
        (Some(_), MessageKind::Audio) => HandOffReason::VoiceNote,
        (Some(_), MessageKind::Image) if is_for_person => HandOffReason::Picture,
        (Some(_) | None, _) => HandOffReason::Unreadable,
    })
}

/// What a message says: its text, what its file says, or the picture of a reaction.
pub(super) fn words(message: &Message) -> Option<Cow<'_, str>> {
    let picture = message.content.as_ref().filter(|_| message.kind == MessageKind::Reaction);
    message.said().or_else(|| picture?.get("emoji")?.as_str().map(Cow::Borrowed))
}

/// The language of the last file's words, where nothing was written that tells.
fn told_language(messages: &[Message]) -> Option<&str> {
    let last = messages.last().filter(|_| messages.iter().all(|message| message.text.is_none()))?;
    last.media_text.as_ref()?.language.as_deref()
}

/// Whether the shop asks something by it.
fn asks(message: &Message) -> bool {
    let text = message.text.as_deref().unwrap_or_default();
    !is_heard(message) && letters::ends_in_question(text)
}

/// Whether the shop greeted by it, not long ago.
fn greets(said: &Message, own: Option<&str>, now: Timestamp) -> bool {
    let text = said.text.as_deref().unwrap_or_default();
    now.since(said.at) < GREETED && Texts::greet(text, own)
}

fn merged<'a>(messages: impl IntoIterator<Item = &'a Message>) -> String {
    let texts: Vec<String> =
        messages.into_iter().filter_map(words).map(|text| text.trim().to_owned()).collect();
    texts.join("\n").trim().chars().take(TURN_LIMIT_CHARACTERS).collect()
}

/// What the month's money for messages leaves of the shop's own wish.
pub(super) fn within_budget(shop: Mode, stage: SpendingStage) -> Mode {
    match (stage, shop) {
        (SpendingStage::Open, shop) => shop,
        (SpendingStage::SuggestOnly, Mode::Answer | Mode::Suggest) => Mode::Suggest,
        (SpendingStage::SuggestOnly, Mode::Off) | (SpendingStage::PeopleOnly, _) => Mode::Off,
    }
}

/// What the AI may do in this conversation now; nothing when it must stay silent.
fn mode(conversation: &Conversation, shop: Mode, asked_by_person: bool, now: Timestamp) -> Option<Mode> {
    let person_is_there = conversation.typing(now).is_some();
    match (conversation.ai, shop) {
        _ if asked_by_person && (person_is_there || conversation.ai != AiMode::Answer) => Some(Mode::Suggest),
        (AiMode::Off, _) => None,
        (_, Mode::Off) => asked_by_person.then_some(Mode::Suggest),
        _ if person_is_there => None,
        (AiMode::Suggest, Mode::Answer | Mode::Suggest) | (AiMode::Answer, Mode::Suggest) => {
            Some(Mode::Suggest)
        }
        (AiMode::Answer, Mode::Answer) => Some(Mode::Answer),
    }
}
