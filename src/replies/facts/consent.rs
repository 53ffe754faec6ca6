//! What a customer says to "May I note this for the next time?". Only a sure yes keeps it; a no, also before other words, is
//! the last word on it; whatever else they say, the question is over and what was asked is forgotten.

use crate::replies::question::Question;
use crate::replies::question::language::Language;
use crate::replies::question::needs;
use crate::replies::question::proposal::{self, Said};
use crate::replies::texts::Texts;
use crate::replies::types::Decision;

/// The question in the customer's words; what stands in them is no blank.
pub(super) fn question(language: Language, fact: &str) -> String {
    let ask = &Texts::of(language).facts.ask;
    match ask.split_once("{fact}") {
        Some((before, after)) => format!("{before}{fact}{after}"),
        None => ask.clone(),
    }
}

/// What becomes of it, where the message answers it and says nothing else.
pub(in crate::replies) fn answered(asked: &Question) -> Option<Decision> {
    let fact = asked.asked_fact?;
    // Whoever needs somebody answers nothing by it: "no, my son cannot breathe".
    if needs::need(&asked.text).is_some() {
        return None;
    }
    let agreed = match proposal::said(&asked.text, asked.tag(), &[])? {
        // "Ok, thanks" may be said to the answer before it.
        Said::Yes if proposal::plainly_agrees(&asked.text, asked.tag()) => true,
        Said::No if proposal::plainly_refuses(&asked.text, asked.tag()) => false,
        Said::Yes | Said::No | Said::Price | Said::Otherwise | Said::Unclear => return None,
    };
    let texts = &Texts::of(asked.language).facts;
    let text = if agreed { &texts.kept } else { &texts.refused };
    Some(Decision::Remember { fact, agreed, text: text.clone() })
}

/// Whether a message that says more than a word begins with a no of its own: "No. How much is it?", and not "Don't forget …".
pub(in crate::replies) fn refuses(asked: &Question) -> bool {
    let first = asked
        .text
        .split([',', '.', ';', '!', '?', '\n', '،', '。', '、', '؟', '？'])
        .next()
        .unwrap_or_default();
    proposal::plainly_refuses(first, asked.tag())
}
