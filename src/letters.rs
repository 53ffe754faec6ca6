//! Letters a reader does not see: the one list of them. Who leaves some of them where they are says which, and why.
//!
//! Knows no control characters and no blanks: what breaks a line or parts words is its reader's to say.

/// Whether a letter has no width, looks like nothing, or turns the direction of what follows: with it a text can be read
/// otherwise than written, or be empty without looking so.
pub const fn is_hidden(letter: char) -> bool {
    matches!(
        letter,
        '\u{00AD}'
            | '\u{034F}'
            | '\u{061C}'
            // Fillers of Hangul and the empty pattern of Braille: drawn as a blank, and no blank to a program.
            | '\u{115F}'
            | '\u{1160}'
            | '\u{3164}'
            | '\u{FFA0}'
            | '\u{2800}'
            | '\u{180E}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}'
            // Tags, which spell whole sentences nobody sees.
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// The same, but for what joins letters or keeps them apart: Persian, Hindi and pictures made of several need it.
pub const fn is_invisible(letter: char) -> bool {
    is_hidden(letter) && !matches!(letter, '\u{200C}' | '\u{200D}')
}

/// What ends a question, in all scripts; Greek also asks with a semicolon.
const ASKS: [char; 4] = ['?', '؟', '？', '\u{37E}'];

fn is_greek(letter: char) -> bool {
    matches!(letter, '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}')
}

/// Whether a question stands somewhere in a text.
pub fn asks(text: &str) -> bool {
    text.contains(ASKS) || text.contains(';') && text.contains(is_greek)
}

/// Whether a text ends in a question.
pub fn ends_in_question(text: &str) -> bool {
    let text = text.trim_end();
    text.ends_with(ASKS) || text.ends_with(';') && text.contains(is_greek)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn greek_asks_with_a_semicolon_and_nobody_else_does() {
        for text in [
            "Shall I ask a colleague?",
            "هل أسأل زميلاً؟",
            "我要问同事吗？",
            "Να ρωτήσω κάποιον; ",
            "ΝΑ ΡΩΤΗΣΩ;",
        ] {
            assert!(asks(text) && ends_in_question(text), "{text}");
        }
        assert!(asks("Ναι; Εντάξει.") && !ends_in_question("Ναι; Εντάξει."));
        assert!(!asks("first; second;") && !ends_in_question("first; second;"));
    }

    #[test]
    fn what_nobody_sees_is_hidden_and_what_joins_letters_is_not_invisible() {
        for letter in ['\u{AD}', '\u{200B}', '\u{202E}', '\u{2800}', '\u{3164}', '\u{FEFF}', '\u{E0041}'] {
            assert!(is_hidden(letter) && is_invisible(letter), "{letter:?}");
        }
        for letter in ['\u{200C}', '\u{200D}'] {
            assert!(is_hidden(letter) && !is_invisible(letter), "{letter:?}");
        }
        for letter in ['a', ' ', '\n', 'ü', '牛', 'ی', '⠓', '\u{FE0F}', '\u{A0}'] {
            assert!(!is_hidden(letter), "{letter:?}");
        }
    }
}
