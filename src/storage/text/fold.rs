//! Folds a lower-cased word so that spellings people mix up become one: accents, Arabic letter variants, digits of
//! other scripts, joiners. It never drops vowel signs of Indic scripts, which carry the word.

use unicode_normalization::UnicodeNormalization;

/// The folded letters of a word.
pub fn folded_letters(word: &str) -> impl Iterator<Item = char> + '_ {
    word.nfkd().flat_map(|letter| Folded::of(letter).letters())
}

/// What one decomposed letter becomes: nothing, one letter or two.
enum Folded {
    Nothing,
    One(char),
    Two(char, char),
}

impl Folded {
    fn of(letter: char) -> Self {
        if letter.is_ascii() {
            return Self::One(letter);
        }
        if is_dropped(letter) {
            return Self::Nothing;
        }
        if let Some(digit) = ascii_digit(letter) {
            return Self::One(digit);
        }
        match letter {
            'ß' => Self::Two('s', 's'),
            'æ' => Self::Two('a', 'e'),
            'œ' => Self::Two('o', 'e'),
            'þ' => Self::Two('t', 'h'),
            _ => Self::One(look_alike(letter)),
        }
    }

    fn letters(self) -> impl Iterator<Item = char> {
        let (first, second) = match self {
            Self::Nothing => (None, None),
            Self::One(letter) => (Some(letter), None),
            Self::Two(first, second) => (Some(first), Some(second)),
        };
        first.into_iter().chain(second)
    }
}

/// Letters written in several ways for one sound or one key.
fn look_alike(letter: char) -> char {
    match letter {
        'ı' => 'i',
        'ł' => 'l',
        'đ' | 'ð' => 'd',
        'ø' => 'o',
        'ς' => 'σ',
        '’' | 'ʼ' | '‘' => '\'',
        // Arabic, Persian and Urdu: ya, ta marbuta and ha, kaf, alef wasla.
        'ى' | 'ی' | 'ې' | 'ے' => 'ي',
        'ة' | 'ہ' | 'ھ' | 'ە' => 'ه',
        'ک' => 'ك',
        'ٱ' => 'ا',
        // Candrabindu to anusvara, in each Indic script that has the pair.
        '\u{0901}' => '\u{0902}',
        '\u{0981}' => '\u{0982}',
        '\u{0A01}' => '\u{0A02}',
        '\u{0A81}' => '\u{0A82}',
        '\u{0B01}' => '\u{0B02}',
        '\u{0C01}' => '\u{0C02}',
        other => other,
    }
}

/// Marks on Latin, Greek, Cyrillic, Hebrew and Arabic letters, Indic nuktas, tatweel and joiners.
fn is_dropped(letter: char) -> bool {
    matches!(letter,
        '\u{0300}'..='\u{036F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}'
        | '\u{FE20}'..='\u{FE2F}'
        | '\u{0591}'..='\u{05BD}' | '\u{05BF}' | '\u{05C1}'..='\u{05C2}' | '\u{05C4}'..='\u{05C5}' | '\u{05C7}'
        | '\u{0610}'..='\u{061A}' | '\u{0640}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{06D6}'..='\u{06ED}'
        | '\u{093C}' | '\u{09BC}' | '\u{0A3C}' | '\u{0ABC}' | '\u{0B3C}' | '\u{0CBC}'
        | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
}

/// Digits of other scripts come in runs of ten, in order; these are their zeros.
fn ascii_digit(letter: char) -> Option<char> {
    const ZEROS: [u32; 11] =
        [0x0660, 0x06F0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66];
    let code = u32::from(letter);
    let value = ZEROS.iter().find_map(|zero| code.checked_sub(*zero).filter(|value| *value < 10))?;
    char::from_digit(value, 10)
}

#[cfg(test)]
mod tests {
    use super::folded_letters;

    fn folded(word: &str) -> String {
        folded_letters(word).collect()
    }

    #[test]
    fn accents_go_and_letters_stay() {
        assert_eq!(folded("caffè"), "caffe");
        assert_eq!(folded("straße"), "strasse");
        assert_eq!(folded("đường"), "duong");
        assert_eq!(folded("άνθρωπος"), "ανθρωποσ");
        assert_eq!(folded("ёлкой"), "елкои");
    }

    #[test]
    fn arabic_spellings_meet() {
        assert_eq!(folded("مدرسة"), folded("مدرسه"));
        assert_eq!(folded("إلى"), folded("الي"));
        assert_eq!(folded("كِتَابٌ"), folded("کتاب"));
    }

    #[test]
    fn indic_vowel_signs_stay_and_nukta_goes() {
        assert_eq!(folded("क़ीमत"), "कीमत");
        assert_eq!(folded("हाँ"), folded("हां"));
        assert_eq!(folded("२४"), "24");
    }
}
