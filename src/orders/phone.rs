//! A phone number as people and shops write it, and the international numbers it may stand for.
//!
//! It never says which of them is meant: only one that a contact bears counts, and where two are borne a person is asked.

use crate::digits;

/// Digits of a number, from the shortest anybody has to what ITU-T E.164 allows.
const DIGITS: std::ops::RangeInclusive<usize> = 6..=15;
/// Last digits that every writing of a number has in common.
const KEY_DIGITS: usize = 7;

/// Calling codes of two digits (ITU-T E.164); 1 and 7 have one, all others three.
const TWO_DIGITS: &[&str] = &[
    "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48",
    "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81",
    "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
];

/// What is dialled before a number inside a country where that is not a single 0.
const TRUNKS: &[(&str, &[&str])] = &[
    ("1", &["1"]),
    ("7", &["8"]),
    ("36", &["06"]),
    ("52", &["01", "044", "045"]),
    ("370", &["8", "0"]),
    ("375", &["80", "8"]),
    ("992", &["8"]),
    ("993", &["8"]),
];

/// The digits somebody wrote, with a plus when the country is among them; `None` for what is no phone number.
pub fn read(written: &str) -> Option<String> {
    let written = written.trim();
    let written = written.strip_prefix("tel:").unwrap_or(written).replace("(0)", "");
    // A spreadsheet that took it for a number wrote a point and a zero behind it.
    let whole = written.strip_suffix(".0").filter(|whole| {
        whole.trim_start_matches('+').len() >= *DIGITS.start() && !whole.contains(['.', ' ', '-', '/'])
    });
    let written = whole.unwrap_or(&written);
    let mut digits = String::new();
    for letter in written.chars() {
        match letter {
            '+' | '＋' if digits.is_empty() => digits.push('+'),
            '('
            | ')'
            | '.'
            | '-'
            | '/'
            | '\''
            | '\u{2010}'..='\u{2015}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'
            | '\u{feff}' => {}
            _ if letter.is_whitespace() => {}
            _ => digits.push(digits::plain(letter)?),
        }
    }
    if let Some(rest) = digits.strip_prefix("00") {
        digits = format!("+{rest}");
    }
    let count = digits.trim_start_matches('+').len();
    let not_all_the_same =
        digits.trim_start_matches('+').bytes().any(|digit| !digits.ends_with(char::from(digit)));
    (DIGITS.contains(&count) && not_all_the_same).then_some(digits)
}

/// By what an order's phone is found again, however it is written.
pub fn key(phone: &str) -> Option<String> {
    let digits = phone.trim_start_matches('+');
    digits.get(digits.len().checked_sub(KEY_DIGITS)?..).map(ToOwned::to_owned)
}

/// The calling code of an international number.
pub fn calling_code(phone: &str) -> Option<&str> {
    let digits = phone.strip_prefix('+')?;
    let code = |length: usize| digits.get(..length);
    match code(1)? {
        one @ ("1" | "7") => Some(one),
        _ => code(2).filter(|two| TWO_DIGITS.contains(two)).or_else(|| code(3)),
    }
}

/// The international numbers a written one may stand for, in a shop of these calling codes.
pub fn meanings(phone: &str, codes: &[String]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut add = |number: String| {
        if DIGITS.contains(&(number.len() - 1)) && !found.contains(&number) {
            found.push(number);
        }
    };
    if let Some(code) = calling_code(phone) {
        let national = phone.get(1 + code.len()..).unwrap_or_default();
        add(phone.to_owned());
        // "+49 0171 …": dialled from abroad the 0 is left out, and people write it all the same.
        for bare in without_trunk(code, national) {
            add(format!("+{code}{bare}"));
        }
        return found;
    }
    for code in codes {
        add(format!("+{code}{phone}"));
        for bare in without_trunk(code, phone) {
            add(format!("+{code}{bare}"));
        }
    }
    // The country may be there and only the plus be lost, as in a column of numbers.
    add(format!("+{phone}"));
    found
}

/// A national number as it follows the calling code.
fn without_trunk<'a>(code: &str, national: &'a str) -> Vec<&'a str> {
    let own = TRUNKS.iter().find(|(known, _)| *known == code).map_or(&["0"] as &[&str], |(_, trunks)| trunks);
    own.iter().filter_map(|trunk| national.strip_prefix(trunk)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_however_it_is_written() {
        for written in [
            "+39 333 123 4567",
            "0039 333-1234567",
            "(+39) 333.123.4567",
            "tel:+393331234567",
            "＋39 ３３３１２３４５６７",
            "+39\u{a0}333\u{2011}1234567",
            "\u{202a}+39 333 1234567\u{202c}",
        ] {
            assert_eq!(read(written).as_deref(), Some("+393331234567"), "{written}");
        }
        assert_eq!(read("+44 (0)20 7946 0018").as_deref(), Some("+442079460018"));
        for no_number in [
            "",
            "-",
            "n/a",
            "n.d.",
            "0000000000",
            "+0000000",
            "12345",
            "3.93331E+11",
            "call me",
            "1234567890123456",
        ] {
            assert_eq!(read(no_number), None, "{no_number}");
        }
    }

    #[test]
    fn a_number_of_the_country_means_the_international_one() {
        let means = |written: &str, code: &str, meant: &str| {
            let found = meanings(&read(written).unwrap(), &[code.to_owned()]);
            assert!(found.iter().any(|one| one == meant), "{written} in {code}: {found:?}");
        };
        means("333 1234567", "39", "+393331234567");
        means("06 5550100", "39", "+39065550100");
        means("0171 2345678", "49", "+491712345678");
        means("+49 0171 2345678", "49", "+491712345678");
        means("8 912 345-67-89", "7", "+79123456789");
        means("06 30 123 4567", "36", "+36301234567");
        means("(212) 555-0100", "1", "+12125550100");
        means("1 212 555 0100", "1", "+12125550100");
        means("393331234567", "39", "+393331234567");
        means("03001234567", "92", "+923001234567");
    }

    #[test]
    fn calling_codes_have_one_to_three_digits() {
        for (phone, code) in
            [("+12025550100", "1"), ("+393331234567", "39"), ("+351912345678", "351"), ("+79123456789", "7")]
        {
            assert_eq!(calling_code(phone), Some(code));
        }
        assert_eq!(calling_code("3331234567"), None);
    }
}
