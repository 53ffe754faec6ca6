//! What a customer wants, in one line of their own words: the sentence that calls for a person most, else their last
//! question, else what they said first. Greetings and calls for somebody say nothing of it.

use unicode_segmentation::UnicodeSegmentation;

use crate::languages;
use crate::letters::{ends_in_question, is_invisible};
use crate::replies::question::about_order;
use crate::replies::question::needs::{self, Need};
use crate::replies::question::phrases::{self, Said};

/// Sentences looked at, the last ones.
const MOST_SENTENCES: usize = 40;
/// Words of the shortest sentence that says what somebody wants, where a longer one stands beside it.
const LEAST_WORDS: usize = 2;

/// The line of what waits; where that only calls for somebody, of what was said before.
pub(super) fn wanted(waiting: &[String], before: &[String]) -> Option<String> {
    let telling = |texts: &[String]| -> Vec<String> {
        let all = texts.iter().flat_map(|text| sentences(text));
        let mut all: Vec<String> = all.filter(|sentence| tells(sentence)).collect();
        all.drain(..all.len().saturating_sub(MOST_SENTENCES));
        all
    };
    best(telling(waiting))
        .or_else(|| before.iter().rev().find_map(|text| best(telling(std::slice::from_ref(text)))))
        .or_else(|| waiting.last().map(|text| on_one_line(text)).filter(|line| !line.is_empty()))
}

fn best(mut telling: Vec<String>) -> Option<String> {
    let pressing = telling.iter().enumerate().filter_map(|(at, sentence)| Some((presses(sentence)?, at)));
    let asks = |sentence: &String| ends_in_question(sentence);
    let pressing = pressing.min().map(|(_, at)| at);
    let at = pressing
        .or_else(|| telling.iter().rposition(asks))
        .or_else(|| telling.iter().position(|sentence| !only_shouts(sentence)))
        .unwrap_or(0);
    (at < telling.len()).then(|| telling.swap_remove(at))
}

/// "URGENT!!!", "FATE SCHIFO": how it is said, and nothing of what.
fn only_shouts(sentence: &str) -> bool {
    needs::need(sentence) == Some(Need::Anger) || sentence.unicode_words().count() < LEAST_WORDS
}

/// How much a sentence presses; the least number the most.
fn presses(sentence: &str) -> Option<usize> {
    if about_order::calls_off(sentence) {
        return Some(Need::Trouble as usize);
    }
    match needs::need(sentence)? {
        Need::Anger | Need::Person => None,
        need @ (Need::Safety
        | Need::Medical
        | Need::Legal
        | Need::Payment
        | Need::Trouble
        | Need::Delivery
        | Need::BigOrder) => Some(need as usize),
    }
}

/// Whether a sentence says something besides that somebody shall come.
fn tells(sentence: &str) -> bool {
    let said = phrases::said(sentence);
    let only_calls = said.contains(&Said::WantsPerson) || needs::need(sentence) == Some(Need::Person);
    let only_talks = [Said::Greets, Said::Thanks, Said::AsksWhoWrites].iter().any(|talk| said.contains(talk));
    !only_calls && !only_talks && !languages::is_only_talk(sentence)
}

fn sentences(text: &str) -> Vec<String> {
    let lines = text.lines().flat_map(UnicodeSegmentation::split_sentence_bounds);
    lines.map(on_one_line).filter(|line| line.chars().any(char::is_alphanumeric)).collect()
}

fn on_one_line(text: &str) -> String {
    let seen: String = text.chars().filter(|letter| !is_invisible(*letter)).collect();
    let words = seen.split(|letter: char| letter.is_whitespace() || letter.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_what_they_want_and_not_how_they_call_for_somebody() {
        for (waiting, before, line) in [
            (
                &["I want to speak to a human please"][..],
                &["Do you deliver to Turin?"][..],
                "Do you deliver to Turin?",
            ),
            (&["Hello!", "Is there parking?\nWe come by car."], &[], "Is there parking?"),
            (
                &["Buongiorno. L'ordine 1042 è arrivato rotto. Come si fa?"],
                &[],
                "L'ordine 1042 è arrivato rotto.",
            ),
            (&["Operatore", "avete il wifi?", "e il parcheggio?"], &[], "e il parcheggio?"),
            (&["أريد التحدث مع موظف"], &["هل لديكم توصيل إلى دبي؟"], "هل لديكم توصيل إلى دبي؟"),
            (
                &["We need a table for the terrace.", "There is no hurry"],
                &[],
                "We need a table for the terrace.",
            ),
            (&["human please"], &["hi", "thanks"], "human please"),
            (
                &["URGENT!!!", "FATE SCHIFO!!!", "Vorrei cambiare la taglia."],
                &[],
                "Vorrei cambiare la taglia.",
            ),
            (&["URGENT!!!"], &[], "URGENT!!!"),
            (&["I need \u{202e}two\u{200b} cakes"], &[], "I need two cakes"),
            (&["2 × ham 12.50 EUR", "annulla l'ordine"], &[], "annulla l'ordine"),
            (&["  two\n\n\u{0} lines of <b>markup</b>  "], &[], "lines of <b>markup</b>"),
        ] {
            let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
            assert_eq!(wanted(&texts(waiting), &texts(before)).as_deref(), Some(line), "{waiting:?}");
        }
        assert_eq!(wanted(&[], &[]), None);
        assert_eq!(wanted(&["\n \n".to_owned()], &[]), None);
    }
}
