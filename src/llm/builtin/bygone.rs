//! Prices of another time: what the shop knows are those of today.

use super::read::Word;
use super::records::Record;

/// Whether the words of a question ask for what was or will be: "how much was the rake before?"
pub(super) fn asks_of_another_time(words: &[Word]) -> bool {
    words.iter().any(|word| word.stands_in("bygone"))
        || words.last().is_some_and(|word| word.stands_in("bygone_last"))
}

/// Whether a record tells of another time too: "was £50, now £39".
pub(super) fn tells_of_another_time(record: &Record) -> bool {
    record.words.iter().any(|word| word.says("former") || word.stands_in("bygone"))
}
