//! What a customer says to "May I note this for the next time?", in the language they were asked in. Only a sure yes keeps it; a
//! no, also before other words, is the last word on it; whatever else they say, the question is over and what was asked is
//! forgotten.

use crate::replies::question::language::Language;
use crate::replies::question::needs;
use crate::replies::question::proposal::{self, Said};
use crate::replies::question::{FactQuestion, Question};
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

/// In which language it was asked.
pub(super) fn asked_in(question_asked: &str, fact: &str) -> Option<Language> {
    Language::all().find(|language| question(*language, fact) == question_asked)
}

/// What becomes of it, where the message answers it and says nothing else.
pub(in crate::replies) fn answered(asked: &Question) -> Option<Decision> {
    let FactQuestion { fact, language } = asked.asked_fact?;
    // Whoever needs somebody answers nothing by it: "no, my son cannot breathe".
    if needs::need(&asked.text).is_some() {
        return None;
    }
    let agreed = named(&asked.text, language)
        .or_else(|| [language.tag(), asked.tag()].iter().find_map(|tag| agrees(&asked.text, tag)))?;
    let texts = &Texts::of(language).facts;
    let text = if agreed { &texts.kept } else { &texts.refused };
    Some(Decision::Remember { fact, agreed, text: text.clone() })
}

/// The very words the question names: whatever else they mean, they answer it.
fn named(text: &str, language: Language) -> Option<bool> {
    let words = &Texts::of(language).facts;
    let is = |word: &str| proposal::is_only(text, language.tag(), word);
    match (is(&words.yes), is(&words.no)) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        (true, true) | (false, false) => None,
    }
}

fn agrees(text: &str, tag: &str) -> Option<bool> {
    match proposal::said(text, tag, &[])? {
        // "Ok, thanks" may be said to the answer before it.
        Said::Yes if proposal::plainly_agrees(text, tag) => Some(true),
        Said::No if proposal::plainly_refuses(text, tag) => Some(false),
        Said::Yes | Said::No | Said::Price | Said::Otherwise | Said::Unclear => None,
    }
}

/// Whether a message that says more than a word begins with a no of its own: "No. How much is it?", and not "Don't forget …".
pub(in crate::replies) fn refuses(asked: &Question) -> bool {
    let first = asked
        .text
        .split([',', '.', ';', '!', '?', '\n', '،', '。', '、', '؟', '？'])
        .next()
        .unwrap_or_default();
    let own = asked.asked_fact.map(|question| question.language);
    own.is_some_and(|language| {
        named(first, language) == Some(false) || proposal::plainly_refuses(first, language.tag())
    }) || proposal::plainly_refuses(first, asked.tag())
}
