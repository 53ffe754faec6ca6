//! Whether two words are one slip of a finger apart, told without writing a letter down: every word of a message is held
//! against thousands.

/// Letters by which two words may differ in length, where those written twice count once.
const DOUBLED: usize = 2;

/// Whether both begin with the same letter.
pub(super) fn same_first(one: &str, other: &str) -> bool {
    one.chars().next() == other.chars().next()
}

/// Whether both go on, or end, with the same letter.
pub(super) fn same_second_or_last(one: &str, other: &str) -> bool {
    one.chars().nth(1) == other.chars().nth(1) || one.chars().next_back() == other.chars().next_back()
}

/// So many letters of a word, when it has them.
pub(super) fn beginning(word: &str, letters: usize) -> Option<&str> {
    let mut ends = word.char_indices().map(|(at, letter)| at + letter.len_utf8());
    ends.nth(letters.checked_sub(1)?).map(|end| &word[..end])
}

/// Whether the words are the same but for one letter more, less or exchanged, or two in the other order.
pub(super) fn at_most_one(one: &str, other: &str) -> bool {
    let same: usize = one
        .chars()
        .zip(other.chars())
        .take_while(|(one, other)| one == other)
        .map(|(one, _)| one.len_utf8())
        .sum();
    let (one, other) = (&one[same..], &other[same..]);
    let (mut before, mut behind) = (one.chars(), other.chars());
    match (before.next(), behind.next()) {
        (None, None) => true,
        (None, Some(_)) => behind.as_str().is_empty(),
        (Some(_), None) => before.as_str().is_empty(),
        (Some(first), Some(instead)) => {
            let (rest, others) = (before.as_str(), behind.as_str());
            rest == others
                || rest == other
                || one == others
                || rest
                    .strip_prefix(instead)
                    .zip(others.strip_prefix(first))
                    .is_some_and(|(rest, others)| rest == others)
        }
    }
}

/// The same of two words of about one length when letters written twice count once.
pub(super) fn at_most_one_beside_doubled(one: &str, other: &str) -> bool {
    (has_doubled(one) || has_doubled(other))
        && one.chars().count().abs_diff(other.chars().count()) <= DOUBLED
        && at_most_one(&once(one), &once(other))
}

fn has_doubled(word: &str) -> bool {
    word.chars().zip(word.chars().skip(1)).any(|(one, next)| one == next)
}

/// Letters written twice, once.
fn once(word: &str) -> String {
    let mut last = None;
    word.chars().filter(|letter| last.replace(*letter) != Some(*letter)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn one_slip_is_what_counting_them_says(one in "[abcé語]{0,7}", other in "[abcé語]{0,7}") {
            prop_assert_eq!(at_most_one(&one, &other), strsim::osa_distance(&one, &other) <= 1);
        }
    }

    #[test]
    fn a_letter_written_twice_counts_once() {
        assert!(at_most_one_beside_doubled("kapput", "kaputt"));
        assert!(!at_most_one_beside_doubled("person", "piston"));
        assert!(!at_most_one_beside_doubled("bookkeeeper", "bok"));
    }
}
