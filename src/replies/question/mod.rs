//! What is asked: the question of a customer, when it is whole, its language, and what needs no model to be understood.
//!
//! A [`Question`] is plain data: a conversation makes one, and so may anything else that wants to know what would be
//! answered. Knows nothing of how it is answered.

pub(super) mod about_order;
pub(super) mod besides;
pub(super) mod burst;
pub(in crate::replies) mod consent;
pub(super) mod language;
mod lately;
pub(super) mod needs;
pub(super) mod offer;
pub(super) mod phrases;
pub(super) mod proposal;
pub(super) mod signals;

use super::budget::Limits;
use super::personality::Personality;
use super::prompts::Prompts;
use super::types::RepeatOrder;
use crate::accounts::Shop;
use crate::ids::{ContactId, ConversationId, FactId};
use crate::inbox::HandOffReason;
use crate::llm::{self, TurnRole};
use language::{Heard, Language};
use signals::Judge;

/// A question of ours that waits for the customer's yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FactQuestion {
    pub fact: FactId,
    /// What it was asked in: an answer of a word or two tells none.
    pub language: Language,
}

/// Everything an answer depends on, besides what the shop knows.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub text: String,
    /// What customer and shop said before, oldest first.
    pub before: Vec<llm::Turn>,
    /// Of the fixed texts.
    pub language: Language,
    /// What the customer speaks.
    pub heard: Heard,
    /// Why a person is called for what can only be seen or heard, if something in it can.
    pub unreadable: Option<HandOffReason>,
    /// It holds an order from the catalogue.
    pub order: bool,
    /// The last question was declined.
    pub declined_before: bool,
    /// The shop's last words asked whether a person shall come.
    pub offered_person: bool,
    /// They were greeted within the last minutes, and nothing was said to them since.
    pub greeted: bool,
    pub answered_too_often: bool,
    /// In a language the owner leaves to people.
    pub left_to_people: bool,
    /// Answering it failed inside again and again.
    pub failed_too_often: bool,
    /// Somebody of the team wants to see what would be said.
    pub asked_by_person: bool,
    pub shop: Shop,
    /// What models are told.
    pub prompts: Prompts,
    /// How the assistant sounds.
    pub personality: Personality,
    /// What models may cost.
    pub budget: Limits,
    /// Whose question it is and where, when it is a customer's.
    pub customer: Option<(ContactId, ConversationId)>,
    pub repeat_order: RepeatOrder,
    /// What was said before that, summed up, where a model is not shown all of it.
    pub summary: Option<String>,
    /// What is known of the customer, the newest first. It holds up no answer.
    pub facts: Vec<String>,
    /// What the shop's last words asked whether it may be kept.
    pub asked_fact: Option<FactQuestion>,
    /// The owner's rules, and what they know of this turn.
    pub judge: Judge,
}

impl Question {
    /// A question nobody asked before, as the first of a conversation with nobody, who may be known to speak a language.
    pub fn alone(text: String, shop: Shop, language: Option<&str>) -> Self {
        let heard = Heard::in_words(&text, &[], language, &shop.language);
        Self {
            text,
            before: Vec::new(),
            language: Language::nearest(heard.tag.unwrap_or(&shop.language)),
            heard,
            unreadable: None,
            order: false,
            declined_before: false,
            offered_person: false,
            greeted: false,
            answered_too_often: false,
            left_to_people: false,
            failed_too_often: false,
            asked_by_person: false,
            shop,
            prompts: Prompts::default(),
            personality: Personality::default(),
            budget: Limits::default(),
            customer: None,
            repeat_order: RepeatOrder::Person,
            summary: None,
            facts: Vec::new(),
            asked_fact: None,
            judge: Judge::default(),
        }
    }

    /// A person is wanted besides an answer: the offer was taken, and something else asked.
    pub fn wants_person_too(&self) -> bool {
        self.offered_person && offer::agrees_and_asks(&self.text)
    }

    /// The customer's language, as far as it is known; else the shop's.
    pub fn tag(&self) -> &str {
        self.heard.tag.unwrap_or(&self.shop.language)
    }

    /// What was said, for the model: what came before, then this as one.
    pub fn for_model(&self) -> Vec<llm::Turn> {
        let now = llm::Turn { role: TurnRole::User, text: self.text.clone() };
        self.before.iter().cloned().chain([now]).collect()
    }
}

#[cfg(test)]
mod tests;
