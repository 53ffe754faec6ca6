//! The decimal digits of every script that has its own: `7`, `٧` and `७` are the same digit.
//!
//! Knows no numbers: what groups them, what parts them, and what else may stand for one is its reader's to say.

/// The zeros of all scripts, ascending; the nine others follow each in order (Unicode 16, category Nd).
const ZEROS: [u32; 73] = [
    0x0030, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66,
    0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50,
    0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10, 0x104A0, 0x10D30,
    0x10D40, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x116D0,
    0x116DA, 0x11730, 0x118E0, 0x11950, 0x11C50, 0x11D50, 0x11DA0, 0x11F50, 0x16A60, 0x16AC0, 0x16B50,
    0x1CCF0, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E4F0, 0x1E5F1, 0x1E950,
    0x1FBF0,
];

/// The value of a digit.
pub fn value(letter: char) -> Option<u32> {
    if letter.is_ascii() {
        return letter.to_digit(10);
    }
    let code = u32::from(letter);
    let before = ZEROS.partition_point(|zero| *zero <= code);
    let zero = ZEROS.get(before.checked_sub(1)?)?;
    (code - zero < 10).then_some(code - zero)
}

/// The same digit in ASCII.
pub fn plain(letter: char) -> Option<char> {
    char::from_digit(value(letter)?, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digits_of_every_script_are_found_by_their_zero() {
        assert!(ZEROS.is_sorted());
        for zero in ZEROS {
            for more in 0..10 {
                let letter = char::from_u32(zero + more).unwrap();
                assert_eq!(value(letter), Some(more), "{letter}");
            }
        }
        let written = "0123456789 ٠١٢٣٤٥٦٧٨٩ ०१२३४५६७८९ ౦౧౨౩౪౫౬౭౮౯ ๐๑๒๓๔๕๖๗๘๙ ０１２３４５６７８９";
        for run in written.split(' ') {
            assert_eq!(run.chars().filter_map(plain).collect::<String>(), "0123456789");
        }
    }

    #[test]
    fn what_is_not_a_decimal_digit_is_none() {
        for letter in "aé/:٪٫²①Ⅷ十½\u{66a}\u{65f}\u{ff1a}\u{ff0f}\0".chars() {
            assert_eq!(value(letter), None, "{letter}");
        }
    }
}
