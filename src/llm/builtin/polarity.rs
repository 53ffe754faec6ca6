//! Yes and no: whether an answer leans on its question, and whether two questions ask for the same or for the contrary.

use super::read::Word;
use crate::storage::text::query_tokens;

/// Which way a question is put: "without milk?" and "closed?" are answered by the contrary of "milk?" and "open?".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Polarity {
    denies: bool,
    closes: bool,
    leaves_out: bool,
}

/// What is left out where "free" stands behind it.
const LEFT_OUT: &[&str] =
    &["gluten", "milk", "nut", "egg", "peanut", "soy", "alcohol", "allergy", "other_allergen"];

impl Polarity {
    /// Asks for something without what somebody must not eat, or says that it is without: "glutenfrei".
    pub fn leaves_out(self) -> bool {
        self.leaves_out
    }
}

impl Word {
    /// What somebody must not eat.
    pub fn is_diet(&self) -> bool {
        LEFT_OUT.iter().any(|name| self.is(name))
    }
}

/// How words end that say "free of" it.
const FREE: &[&str] =
    &["frei", "freie", "freies", "freien", "fri", "fritt", "vrij", "vrije", "free", "mentes", "suz", "siz"];

pub(super) fn polarity(words: &[Word]) -> Polarity {
    let says = |name: &str| words.iter().any(|word| word.says(name));
    let left_out = words
        .windows(2)
        .filter(|pair| pair[1].says("without_after") && LEFT_OUT.iter().any(|name| pair[0].is(name)));
    let denials = words.iter().filter(|word| word.says("neg") || word.says("without")).count();
    let denies = (denials + left_out.count()) % 2 == 1;
    let is_named = |word: &Word| word.is_diet();
    let is_free = |word: &Word| is_named(word) && FREE.iter().any(|ending| word.text.ends_with(ending));
    let leaves_out = words.iter().any(is_named) && (denies || says("free") || words.iter().any(is_free));
    Polarity { denies, closes: says("closed") && !says("open"), leaves_out }
}

/// "No.", "Yes, within 10 km": what it answers is in the question.
pub(super) fn is_yes_or_no(text: &str) -> bool {
    const SHORT: &str = "yes no si sim nao non oui ja nein nee tak nie da nu evet hayir نعم لا ہاں نہیں हाँ नहीं haan nahi ya tidak да нет ні так ano ne igen nem nej כן לא ναι οχι kylla ei co khong vang بله خیر نه হ্যাঁ না 네 예 아니요 아니오";
    // No blank parts them from what follows.
    const BEGINNINGS: &[&str] = &["はい", "いいえ", "是的", "不是", "可以", "没有", "ใช่", "ไม่ใช่"];
    let first = query_tokens(text).into_iter().next().unwrap_or_default();
    BEGINNINGS.iter().any(|word| text.trim_start().starts_with(word))
        || SHORT.split(' ').any(|word| query_tokens(word).first() == Some(&first))
}
