//! Small rules on letters shared by the readers: what is invisible goes, raised figures stay apart from
//! what they stand beside, what is struck through is marked.

/// Stands for the mark between whole and hundredths where a file raises the cents and names no mark.
/// It is private to the readers and replaced in [`finish`].
pub(super) const CENTS: char = '\u{E0C7}';
/// Around what is struck through, as Markdown spells it.
pub(super) const STRUCK: &str = "~~";

/// Text without invisible letters: soft hyphens, zero widths, marks of direction. Every blank is a plain
/// blank, every hyphen that only forbids a line break a plain hyphen.
pub(super) fn visible(text: &str) -> String {
    text.chars().filter_map(visible_letter).collect()
}

pub(super) fn visible_letter(letter: char) -> Option<char> {
    match letter {
        // Soft hyphens and marks without a width, then the marks of direction.
        '\u{AD}'
        | '\u{200B}'
        | '\u{2060}'
        | '\u{FEFF}'
        | '\u{180E}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2066}'..='\u{2069}' => None,
        '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => Some(' '),
        '\u{2011}' => Some('-'),
        letter => Some(letter),
    }
}

/// The text with single blanks where tabs and blanks stood together.
pub(super) fn single_blanks(text: &str) -> String {
    let mut single = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter != ' ' || !single.ends_with([' ', '\n']) {
            single.push(letter);
        }
    }
    single
}

/// Appends what stands raised: two figures after a whole number are cents, figures after anything else
/// become raised figures, ordinal endings stay with their number, other words stand in brackets.
pub(super) fn push_raised(text: &mut String, raised: &str) {
    let words = raised.trim();
    if words.is_empty() {
        return;
    }
    let before = text.chars().next_back();
    if push_cents(text, words) {
        return;
    }
    let note = words.len() == 1 && before.is_none_or(char::is_whitespace);
    if (note || ends_in_whole_price(text)) && words.len() <= 5 && words.chars().all(is_footnote) {
        text.extend(words.chars().filter_map(raised_figure));
    } else if (words.starts_with([',', '.']) && words[1..].bytes().all(|byte| byte.is_ascii_digit()))
        || words.chars().all(|letter| !letter.is_alphanumeric())
        || before.is_none_or(|letter| !letter.is_alphanumeric())
    {
        text.push_str(words);
    } else if let Some(small) = words.chars().map(raised_figure).collect::<Option<String>>() {
        text.push_str(&small);
    } else if words.chars().count() <= 3
        && words.chars().all(char::is_alphabetic)
        && stays_joined(before, words)
    {
        text.push_str(words);
    } else {
        text.push_str(" (");
        text.push_str(words);
        text.push(')');
    }
}

/// Appends two figures, their currency behind them perhaps, as the cents of the whole number before them.
pub(super) fn push_cents(text: &mut String, words: &str) -> bool {
    const CURRENCIES: [&str; 8] = ["EUR", "zł", "Kč", "kr", "lei", "CHF", "TL", "лв"];
    let Some((cents, rest)) = words.split_at_checked(2) else { return false };
    let is_cents = cents.bytes().all(|byte| byte.is_ascii_digit())
        && (rest.chars().all(|letter| !letter.is_alphanumeric()) || CURRENCIES.contains(&rest.trim()))
        && !rest.starts_with([',', '.', ':', '-', '–', '/', '%', '°']);
    if is_cents && ends_in_whole_number(text) {
        text.push(CENTS);
        text.push_str(words);
        return true;
    }
    false
}

/// Appends what stands in small type right behind other words: cents, or a footnote's figure; false for anything else.
pub(super) fn push_small(text: &mut String, words: &str) -> bool {
    let is_note = words.len() == 1 && words.starts_with(|letter: char| letter.is_ascii_digit());
    if push_cents(text, words) {
        return true;
    }
    let has_cents =
        text.chars().next_back().is_some_and(|before| before.is_ascii_digit()) && !ends_in_whole_number(text);
    if is_note && (has_cents || ends_in_whole_price(text)) {
        text.extend(words.chars().filter_map(raised_figure));
        return true;
    }
    false
}

/// A price with its currency behind it, `5,50 €` or `9,-`.
fn ends_in_whole_price(text: &str) -> bool {
    let Some(sign) = text.chars().next_back() else { return false };
    let before = text[..text.len() - sign.len_utf8()].trim_end();
    match sign {
        '€' | '$' | '£' | '¥' | '₹' | '₺' | '₽' | '₪' | '%' => {
            before.ends_with(|figure: char| figure.is_ascii_digit() || figure == '-' || figure == CENTS)
        }
        '-' | '–' => before.ends_with([',', '.']),
        _ => false,
    }
}

fn is_footnote(letter: char) -> bool {
    letter.is_ascii_digit() || matches!(letter, ',' | ' ')
}

/// A small figure that stands raised.
pub(super) fn is_raised_figure(letter: char) -> bool {
    matches!(letter, '⁰' | '¹' | '²' | '³' | '⁴'..='⁹')
}

fn stays_joined(before: Option<char>, words: &str) -> bool {
    before.is_some_and(char::is_numeric)
        || matches!(words, "TM" | "SM" | "o" | "os" | "a" | "as" | "r" | "re" | "me" | "lle")
}

fn ends_in_whole_number(text: &str) -> bool {
    let number: Vec<char> =
        text.chars().rev().take_while(|letter| letter.is_ascii_digit() || ",.'".contains(*letter)).collect();
    let ends_in_figure = number.first().is_some_and(char::is_ascii_digit);
    // "8,50" has its cents already; "1.299" is one thousand two hundred ninety-nine.
    let after_mark = number.iter().take_while(|letter| letter.is_ascii_digit()).count();
    ends_in_figure && (after_mark == number.len() || after_mark == 3)
}

fn raised_figure(letter: char) -> Option<char> {
    Some(match letter {
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4' => '⁴',
        '5' => '⁵',
        '6' => '⁶',
        '7' => '⁷',
        '8' => '⁸',
        '9' => '⁹',
        '+' => '⁺',
        '-' => '⁻',
        ',' | ' ' => '\u{2009}',
        _ => return None,
    })
}

/// Appends what stands lowered: figures as lowered figures, other words as they are.
pub(super) fn push_lowered(text: &mut String, lowered: &str) {
    let small = |letter: char| {
        letter.to_digit(10).and_then(|figure| char::from_u32(0x2080 + figure)).unwrap_or(letter)
    };
    text.extend(lowered.chars().map(small));
}

/// The whole text, its marks between whole and cents written as the text itself writes them elsewhere.
pub(super) fn finish(text: &str) -> String {
    if !text.contains(CENTS) {
        return text.to_owned();
    }
    let letters: Vec<char> = text.chars().collect();
    let is_figure = |at: Option<&char>| at.is_some_and(char::is_ascii_digit);
    let count = |mark: char| {
        letters
            .windows(4)
            .enumerate()
            .filter(|(at, window)| {
                is_figure(window.first())
                    && window[1] == mark
                    && is_figure(window.get(2))
                    && is_figure(window.get(3))
                    && !is_figure(letters.get(at + 4))
            })
            .count()
    };
    let mark = if count(',') > count('.') { "," } else { "." };
    text.replace(CENTS, mark)
}

/// A symbol of one of the fonts that draw pictures in place of letters, by its number.
pub(super) fn symbol(font: &str, number: u32) -> Option<char> {
    let number = if (0xF000..=0xF0FF).contains(&number) { number - 0xF000 } else { number };
    let font = font.to_ascii_lowercase();
    if font.contains("wingdings 2") {
        return WINGDINGS_2.iter().find(|(code, _)| *code == number).map(|(_, letter)| *letter);
    }
    if font.contains("wingdings") || font.contains("zapfdingbats") {
        return WINGDINGS.iter().find(|(code, _)| *code == number).map(|(_, letter)| *letter);
    }
    if font.contains("symbol") {
        return SYMBOL
            .iter()
            .find(|(code, _)| *code == number)
            .map(|(_, letter)| *letter)
            .or_else(|| char::from_u32(number).filter(|letter| (' '..='?').contains(letter)));
    }
    // Any other font means its letter, unless the number lies in the private area.
    char::from_u32(number)
        .filter(|letter| !('\u{E000}'..='\u{F8FF}').contains(letter) && !letter.is_control())
}

/// Wingdings, the code points shops' files use, as Unicode 7.0 names them.
const WINGDINGS: &[(u32, char)] = &[
    (0x20, ' '),
    (0x21, '🖉'),
    (0x22, '✂'),
    (0x23, '✁'),
    (0x24, '👓'),
    (0x25, '🕭'),
    (0x26, '🕮'),
    (0x27, '🕯'),
    (0x28, '🕿'),
    (0x29, '✆'),
    (0x2A, '🖂'),
    (0x2B, '🖃'),
    (0x2C, '📪'),
    (0x2D, '📫'),
    (0x36, '⌛'),
    (0x37, '🖮'),
    (0x38, '🖰'),
    (0x3A, '🖳'),
    (0x41, '✌'),
    (0x43, '👍'),
    (0x44, '👎'),
    (0x45, '☜'),
    (0x46, '☞'),
    (0x47, '☝'),
    (0x48, '☟'),
    (0x4A, '☺'),
    (0x4B, '😐'),
    (0x4C, '☹'),
    (0x51, '✈'),
    (0x52, '☼'),
    (0x53, '💧'),
    (0x54, '❄'),
    (0x6C, '●'),
    (0x6E, '■'),
    (0x6F, '□'),
    (0x71, '❑'),
    (0x72, '❒'),
    (0x73, '⬧'),
    (0x74, '⧫'),
    (0x75, '◆'),
    (0x76, '❖'),
    (0x7E, '✿'),
    (0x80, '⓪'),
    (0x81, '①'),
    (0x82, '②'),
    (0x83, '③'),
    (0x84, '④'),
    (0x85, '⑤'),
    (0x86, '⑥'),
    (0x87, '⑦'),
    (0x88, '⑧'),
    (0x89, '⑨'),
    (0x8A, '⑩'),
    (0x9F, '•'),
    (0xA7, '▪'),
    (0xA8, '◻'),
    (0xAB, '★'),
    (0xB7, '🕐'),
    (0xD8, '➢'),
    (0xDB, '⮈'),
    (0xDC, '⮊'),
    (0xDF, '←'),
    (0xE0, '→'),
    (0xE1, '↑'),
    (0xE2, '↓'),
    (0xE8, '➔'),
    (0xF0, '⇨'),
    (0xFB, '✗'),
    (0xFC, '✓'),
    (0xFD, '☒'),
    (0xFE, '☑'),
];
const WINGDINGS_2: &[(u32, char)] = &[
    (0x27, '🕿'),
    (0x4F, '✗'),
    (0x50, '✓'),
    (0x51, '☒'),
    (0x52, '☑'),
    (0x53, '☒'),
    (0x54, '☒'),
    (0x97, '●'),
    (0xA3, '□'),
];
/// Adobe's Symbol.
const SYMBOL: &[(u32, char)] = &[
    (0x41, 'Α'),
    (0x42, 'Β'),
    (0x44, 'Δ'),
    (0x46, 'Φ'),
    (0x47, 'Γ'),
    (0x4C, 'Λ'),
    (0x50, 'Π'),
    (0x53, 'Σ'),
    (0x57, 'Ω'),
    (0x61, 'α'),
    (0x62, 'β'),
    (0x63, 'χ'),
    (0x64, 'δ'),
    (0x65, 'ε'),
    (0x66, 'φ'),
    (0x67, 'γ'),
    (0x6C, 'λ'),
    (0x6D, 'μ'),
    (0x70, 'π'),
    (0x72, 'ρ'),
    (0x73, 'σ'),
    (0x74, 'τ'),
    (0x77, 'ω'),
    (0xA0, '€'),
    (0xA3, '≤'),
    (0xA5, '∞'),
    (0xA7, '♣'),
    (0xA8, '♦'),
    (0xA9, '♥'),
    (0xAA, '♠'),
    (0xAB, '↔'),
    (0xAC, '←'),
    (0xAD, '↑'),
    (0xAE, '→'),
    (0xAF, '↓'),
    (0xB0, '°'),
    (0xB1, '±'),
    (0xB2, '″'),
    (0xB3, '≥'),
    (0xB4, '×'),
    (0xB7, '•'),
    (0xB8, '÷'),
    (0xB9, '≠'),
    (0xBB, '≈'),
    (0xBC, '…'),
    (0xD2, '®'),
    (0xD3, '©'),
    (0xD4, '™'),
    (0xD7, '·'),
    (0xDE, '⇒'),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn raised(before: &str, raised: &str, after: &str) -> String {
        let mut text = before.to_owned();
        push_raised(&mut text, raised);
        text.push_str(after);
        finish(&text)
    }

    #[test]
    fn raised_cents_are_cents_and_raised_figures_stay_raised() {
        assert_eq!(raised("Olive oil 12", "99", " €"), "Olive oil 12.99 €");
        assert_eq!(raised("Brot 3,20 €, Öl 12", "99", " €"), "Brot 3,20 €, Öl 12,99 €");
        assert_eq!(raised("25 m", "2", ""), "25 m²");
        assert_eq!(raised("8,50", "12", ""), "8,50¹²");
        assert_eq!(raised("", "1", " VAT included"), "¹ VAT included");
        assert_eq!(raised("Price ", "2", ""), "Price ²");
        assert_eq!(raised("the 1", "st", " of May"), "the 1st of May");
        assert_eq!(raised("Pizza", "A,C", ""), "Pizza (A,C)");
        assert_eq!(raised("12", ",99", " €"), "12,99 €");
    }

    #[test]
    fn invisible_letters_go_and_hard_ones_become_plain() {
        assert_eq!(visible("Liefer\u{AD}zeiten\u{200B}: 9\u{2011}18\u{A0}Uhr"), "Lieferzeiten: 9-18 Uhr");
    }

    #[test]
    fn blanks_beside_each_other_are_one() {
        assert_eq!(single_blanks("Rye bread   2,50\n  EUR"), "Rye bread 2,50\nEUR");
    }

    #[test]
    fn symbols_are_known_by_their_font() {
        assert_eq!(symbol("Wingdings", 0xF0FC), Some('✓'));
        assert_eq!(symbol("Symbol", 0xF0B0), Some('°'));
        assert_eq!(symbol("Calibri", 0x20AC), Some('€'));
        assert_eq!(symbol("Webdings", 0xF099), None);
    }
}
