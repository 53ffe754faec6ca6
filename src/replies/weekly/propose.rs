//! Which changes of the rules a week of verdicts speaks for. Pure: it is told what was said, and names words.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::ids::{ConversationId, RunId};
use crate::replies::question::signals::{holds, words_of};

/// So many conversations must say the same.
pub(super) const ENOUGH: usize = 3;
/// Changes of one kind proposed at once.
const MOST: usize = 3;
/// Letters of the shortest word that is proposed.
const FEWEST_LETTERS: usize = 4;
/// A word may stand in so many times as many turns of the month as missed a person.
const COMMON: usize = 3;

/// A turn somebody judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Flagged {
    pub run: RunId,
    pub conversation: ConversationId,
    pub text: String,
}

/// A word for which a person should have been called, and the turns that say so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shared {
    pub word: String,
    pub runs: Vec<RunId>,
}

/// Words several missed hand-overs share: each stands in hardly any other turn of the month, and no rule knows it. `empty` are
/// words that say nothing.
pub(super) fn shared_words(
    missed: &[Flagged],
    month: &[String],
    empty: &HashSet<String>,
    is_known: impl Fn(&str) -> bool,
) -> Vec<Shared> {
    let is_word = |word: &String| {
        word.chars().count() >= FEWEST_LETTERS
            && word.chars().all(char::is_alphabetic)
            && !empty.contains(word)
    };
    let mut turns_with: BTreeMap<String, usize> = BTreeMap::new();
    for text in month {
        for word in words_of(text).into_iter().collect::<BTreeSet<_>>() {
            *turns_with.entry(word).or_default() += 1;
        }
    }
    let mut left: Vec<&Flagged> = missed.iter().collect();
    let mut found = Vec::new();
    while found.len() < MOST {
        let mut said_in: BTreeMap<String, Vec<&Flagged>> = BTreeMap::new();
        for turn in &left {
            for word in words_of(&turn.text).into_iter().filter(is_word).collect::<BTreeSet<_>>() {
                said_in.entry(word).or_default().push(turn);
            }
        }
        let rare = |word: &str, said: usize| {
            turns_with.get(word).copied().unwrap_or_default().saturating_sub(said) <= COMMON * said
        };
        let best = said_in
            .into_iter()
            .filter(|(word, turns)| {
                conversations(turns) >= ENOUGH && rare(word, turns.len()) && !is_known(word)
            })
            .max_by_key(|(word, turns)| {
                let elsewhere = turns_with.get(word).copied().unwrap_or_default();
                (conversations(turns), std::cmp::Reverse(elsewhere), word.chars().count())
            });
        let Some((word, turns)) = best else { break };
        let runs: Vec<RunId> = turns.iter().map(|turn| turn.run).collect();
        left.retain(|turn| !runs.contains(&turn.run));
        found.push(Shared { word, runs });
    }
    found
}

fn conversations(turns: &[&Flagged]) -> usize {
    turns.iter().map(|turn| turn.conversation).collect::<BTreeSet<_>>().len()
}

/// Of a rule's words, those by which a person was called in vain alone: each stands in a needless call, and in no other call of the
/// month. Nothing when no word would be left.
pub(super) fn words_in_vain(words: &[String], needless: &[Flagged], others: &[String]) -> Vec<String> {
    let in_vain = |word: &&String| {
        needless.iter().any(|turn| holds(&turn.text, word)) && !others.iter().any(|text| holds(text, word))
    };
    let found: Vec<String> = words.iter().filter(in_vain).cloned().collect();
    if found.len() == words.len() { Vec::new() } else { found }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flagged(texts: &[&str]) -> Vec<Flagged> {
        let numbered = (1_i64..).zip(texts);
        numbered
            .map(|(number, text)| Flagged {
                run: RunId::new(number),
                conversation: ConversationId::new(number),
                text: (*text).to_owned(),
            })
            .collect()
    }

    fn words(missed: &[&str], month: &[&str], known: &[&str]) -> Vec<String> {
        let month: Vec<String> = month.iter().map(|text| (*text).to_owned()).collect();
        let empty = HashSet::from(["have".to_owned()]);
        let found = shared_words(&flagged(missed), &month, &empty, |word| known.contains(&word));
        found.into_iter().map(|shared| shared.word).collect()
    }

    #[test]
    fn a_word_that_missed_turns_share_is_found_and_what_everybody_says_is_not() {
        let missed =
            ["We have a wedding in May", "a WEDDING cake please", "is the wedding menu ready, please"];
        let month = [
            "please help",
            "hours please",
            "please",
            "the menu please",
            "please please",
            "oh please",
            "please?",
        ];
        let all: Vec<&str> = missed.iter().chain(&month).copied().collect();
        assert_eq!(words(&missed, &all, &[]), ["wedding"]);
        assert!(words(&missed, &all, &["wedding"]).is_empty(), "a rule knows it");
        assert!(words(&missed[..2], &all, &[]).is_empty(), "two are too few");
    }

    #[test]
    fn one_customer_who_asks_three_times_is_one() {
        let mut missed = flagged(&["my wedding", "the wedding", "wedding"]);
        for turn in &mut missed {
            turn.conversation = ConversationId::new(1);
        }
        assert!(shared_words(&missed, &[], &HashSet::new(), |_| false).is_empty());
    }

    #[test]
    fn only_words_that_called_in_vain_are_dropped_and_never_all_of_them() {
        let rule = ["refund".to_owned(), "open*".to_owned()];
        let needless = flagged(&["when do you open", "opening hours?"]);
        let in_vain = |others: &[&str]| {
            let others: Vec<String> = others.iter().map(|text| (*text).to_owned()).collect();
            words_in_vain(&rule, &needless, &others)
        };
        assert_eq!(in_vain(&["a refund please"]), ["open*"]);
        assert!(in_vain(&["a refund, the shop was not open"]).is_empty());
        assert!(words_in_vain(&rule[1..], &needless, &[]).is_empty());
    }
}
