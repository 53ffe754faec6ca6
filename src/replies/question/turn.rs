//! What there is to answer: everything the customer wrote since the shop last spoke, as one turn, and what came before.
//! Reads only; one consistent view of the file.

use std::time::Duration;

use super::language::Language;
use crate::accounts::{self, Shop};
use crate::clock::Timestamp;
use crate::ids::{ConversationId, MessageId};
use crate::inbox::{self, AiMode, AuthorKind, Conversation, Direction, Message, MessageKind, SpendingStage};
use crate::llm::{self, TurnRole};
use crate::replies::runs::store;
use crate::replies::settings::Settings;
use crate::replies::types::{DecisionKind, Mode};
use crate::storage::{ReadConn, StorageError};

/// Messages looked back on, the turn's own included.
const LOOK_BACK: u32 = 30;
/// Earlier messages the model is shown.
const HISTORY: usize = 8;
/// Most characters of one turn.
const TURN_LIMIT_CHARACTERS: usize = 4_096;
/// Messages further apart than this are not one burst.
const BURST_GAP: Duration = Duration::from_mins(1);
/// How long a declined question is remembered.
const DECLINE_MEMORY: Duration = Duration::from_hours(24);
/// Most answers one customer is given in an hour.
pub(in crate::replies) const ANSWERS_PER_HOUR: u32 = 12;

/// One turn of a customer, and what is needed to answer it.
pub(in crate::replies) struct Turn {
    pub conversation: Conversation,
    /// Whether an answer is sent or offered to a person.
    pub mode: Mode,
    pub messages: Vec<Message>,
    pub text: String,
    pub history: Vec<Message>,
    pub language: Language,
    /// Set when the text itself told it.
    pub heard_language: Option<Language>,
    pub declined_before: bool,
    pub answered_too_often: bool,
    pub shop: Shop,
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
        let Some(conversation) = inbox::conversation(conn, id)? else { return Ok(None) };
        let allowed = within_budget(settings.mode, inbox::spending_stage(conn)?);
        let Some(mode) = mode(&conversation, allowed, asked_by_person, now) else { return Ok(None) };
        let mut history = inbox::recent_messages(conn, conversation.id, LOOK_BACK)?;
        if asked_by_person {
            let last_heard = history.iter().rposition(is_heard).map_or(0, |at| at + 1);
            history.truncate(last_heard);
        }
        let messages =
            history.split_off(history.iter().rposition(|message| !is_heard(message)).map_or(0, |at| at + 1));
        if messages.is_empty() {
            return Ok(None);
        }
        let text = merged(&messages);
        let shop = accounts::shop(conn)?;
        let heard_language = Language::of_text(&text);
        let known = conversation.contact.language.as_deref().and_then(Language::of_tag);
        let language =
            heard_language.or(known).or(Language::of_tag(&shop.language)).unwrap_or(Language::English);
        let last = store::last_decision(conn, conversation.id, now.minus(DECLINE_MEMORY))?;
        let answers = store::answers_since(
            conn,
            conversation.id,
            now.minus(Duration::from_hours(1)),
            ANSWERS_PER_HOUR,
        )?;
        Ok(Some(Self {
            conversation,
            mode,
            messages,
            text,
            history,
            language,
            heard_language,
            declined_before: last == Some(DecisionKind::Decline),
            answered_too_often: answers >= ANSWERS_PER_HOUR,
            shop,
            settings,
        }))
    }

    pub fn last_message(&self) -> Option<MessageId> {
        self.messages.last().map(|message| message.id)
    }

    /// A picture, a voice or a kind of message nobody can read, with nothing written beside it.
    pub fn is_unreadable(&self) -> bool {
        self.messages.iter().any(|message| {
            let silent = message.text.as_deref().is_none_or(|text| text.trim().is_empty());
            silent && message.kind != MessageKind::Sticker && message.kind != MessageKind::Order
        })
    }

    pub fn has_order(&self) -> bool {
        self.messages.iter().any(|message| message.kind == MessageKind::Order)
    }

    /// What was said, for the model: the last few messages, then this turn as one.
    pub fn for_model(&self) -> Vec<llm::Turn> {
        let from = self.history.len().saturating_sub(HISTORY);
        let before = self.history[from..].iter().filter_map(|message| {
            let role = match message.author {
                AuthorKind::Customer => TurnRole::User,
                AuthorKind::Ai | AuthorKind::Person | AuthorKind::System => TurnRole::Assistant,
            };
            Some(llm::Turn { role, text: message.text.clone()? })
        });
        before.chain([llm::Turn { role: TurnRole::User, text: self.text.clone() }]).collect()
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

fn is_heard(message: &Message) -> bool {
    message.direction == Direction::In
}

fn merged(messages: &[Message]) -> String {
    let texts: Vec<&str> =
        messages.iter().filter_map(|message| message.text.as_deref()).map(str::trim).collect();
    texts.join("\n").trim().chars().take(TURN_LIMIT_CHARACTERS).collect()
}

/// What the month's money for messages leaves of the shop's own wish.
pub(in crate::replies) fn within_budget(shop: Mode, stage: SpendingStage) -> Mode {
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
