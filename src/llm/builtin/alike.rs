//! When two words are one: the same letters, the same subject in any language, forms of a word, a slip of the finger.

use super::read::Word;

/// One word meant by both: the same letters, the same subject in any language, a form or a slip of one word.
pub(super) fn same(one: &Word, other: &Word) -> bool {
    one.text == other.text
        || one.keys.iter().any(|key| other.keys.contains(key))
        || alike(&one.text, &other.text)
}

/// Forms of one word, or one slip of the finger apart. Numbers are alike only when equal.
pub(super) fn alike(one: &str, other: &str) -> bool {
    if one.contains(char::is_numeric) || other.contains(char::is_numeric) {
        return false;
    }
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let (shorter, longer) = (one.len().min(other.len()), one.len().max(other.len()));
    let same = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let form = same >= 4 && same * 3 >= longer * 2 && longer - same <= 3;
    let plural = shorter >= 3 && same == shorter && longer - shorter == 1;
    form || plural || (shorter >= 5 && longer - shorter <= 1 && one_slip(&one, &other))
}

fn one_slip(one: &[char], other: &[char]) -> bool {
    let front = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let back = one[front..].iter().rev().zip(other[front..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (left, right) = (one.len() - front - back, other.len() - front - back);
    left <= 1 && right <= 1
        || (left == 2 && right == 2 && one[front] == other[front + 1] && one[front + 1] == other[front])
}

#[cfg(test)]
mod tests {
    use super::alike;

    #[test]
    fn forms_and_slips_meet_but_numbers_do_not_bend() {
        for (one, other) in [
            ("deliver", "delivers"),
            ("consegna", "consegnate"),
            ("fiorentnia", "fiorentina"),
            ("egg", "eggs"),
        ] {
            assert!(alike(one, other), "{one} {other}");
        }
        for (one, other) in [
            ("cat", "car"),
            ("2024", "2025"),
            ("12345", "12346"),
            ("castagne", "castello"),
            ("cheese", "cheesecake"),
        ] {
            assert!(!alike(one, other), "{one} {other}");
        }
    }
}
