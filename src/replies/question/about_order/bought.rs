//! What was ordered, and whether the money came back: asked without a word of an order, and with words that are trouble
//! elsewhere.

use super::Voice;
use crate::replies::question::needs::pattern::{Pattern, Span};
use crate::replies::question::needs::words::Token;
use crate::replies::question::phrases;

/// Words beside what asks for the things of an order, and characters in scripts without blanks.
const MOST_WORDS_BESIDE: usize = 7;
const MOST_CHARACTERS_BESIDE: usize = 20;

/// "Already" and the like, folded: beside what was ordered or paid back they change nothing.
const ALREADY: &str = "already actually gia poi deja schon bereits eigentlich denn juz uz allerede redan mar уже вже ηδη \
                       zaten כבר po kaya tayari also toen ook al reeds";

/// "Have you already refunded me" as "have you refunded me".
fn without_already(clause: &[Token]) -> Vec<Token> {
    let changes = |word: &&Token| ALREADY.split(' ').all(|already| already != word.text());
    clause.iter().filter(changes).cloned().collect()
}

fn spans(patterns: &[Pattern], words: &[Token]) -> Vec<Span> {
    patterns.iter().flat_map(|pattern| pattern.spans(words)).collect()
}

impl Voice {
    /// Whether the money came back, and not how that goes.
    pub(super) fn asks_for_money_back(&self, clause: &[Token]) -> bool {
        let clause = without_already(clause);
        let meets = |patterns: &[Pattern]| patterns.iter().any(|pattern| pattern.stands_in(&clause));
        meets(&self.refunded) || meets(&self.composed_refunded) && !phrases::asks_whether(&clause)
    }

    /// What an order held, and little else.
    pub(super) fn asks_for_items(&self, clause: &[Token]) -> bool {
        let clause = without_already(clause);
        let is_character = clause.iter().any(Token::is_character);
        let beside = if is_character { MOST_CHARACTERS_BESIDE } else { MOST_WORDS_BESIDE };
        let is_it = |span: &Span| clause.len() <= span.to - span.from + beside;
        spans(&self.items, &clause).iter().any(is_it)
            || spans(&self.composed_items, &clause).iter().any(is_it) && !phrases::asks_whether(&clause)
    }

    /// Whether it may ask something that names no order: "what did I get last time?".
    pub(super) fn may_ask_what_was_bought(&self, words: &[Token]) -> bool {
        if !words.iter().any(|word| self.bought.contains(word.text())) {
            return false;
        }
        let plain = without_already(words);
        let stands = |pattern: &Pattern| pattern.stands_in(&plain);
        [&self.items, &self.composed_items, &self.refunded, &self.composed_refunded]
            .into_iter()
            .flatten()
            .any(stands)
    }

    /// Whether a message that was heard is somebody else's order, or a person must see to it. The words that ask for money
    /// back, or for what was ordered, are no trouble themselves.
    pub(super) fn refuses(&self, words: &[Token], clauses: &[Vec<Token>]) -> bool {
        self.others.iter().any(|pattern| pattern.stands_in(words))
            || clauses
                .iter()
                .filter(|clause| !self.asks_for_items(clause))
                .any(|clause| self.is_trouble(clause))
    }

    fn is_trouble(&self, clause: &[Token]) -> bool {
        let clause = without_already(clause);
        let mut asked = spans(&self.refunded, &clause);
        if self.asks_for_money_back(&clause) {
            asked.extend(spans(&self.refund, &clause));
        }
        let is_left = |at: &usize| !asked.iter().any(|span| span.from <= *at && *at < span.to);
        let left: Vec<Token> = (0..clause.len()).filter(is_left).map(|at| clause[at].clone()).collect();
        self.trouble.iter().any(|pattern| pattern.stands_in(&left))
    }
}
