//! A number format taken apart: its sections, and the pieces of one section.

/// Parts for positive and negative numbers, zero and text.
pub(super) fn sections(format: &str) -> Vec<&str> {
    let mut sections = Vec::new();
    let (mut begun, mut quoted, mut escaped) = (0, false, false);
    for (at, letter) in format.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            ';' if !quoted => {
                sections.push(&format[begun..at]);
                begun = at + 1;
            }
            _ => {}
        }
    }
    sections.push(&format[begun..]);
    sections
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Literal(String),
    /// `#,##0.00`, `0.00E+00`, `# ?/?`.
    Figure(String),
    /// `yyyy`, `[h]`, `AM/PM`.
    Date(String),
    Percent,
    Text,
}

/// The pieces of a section.
#[expect(clippy::too_many_lines, reason = "one arm for each sign a format may hold")]
pub(super) fn tokens(section: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let letters: Vec<char> = section.chars().collect();
    let mut at = 0;
    let literal = |tokens: &mut Vec<Token>, words: &str| match tokens.last_mut() {
        Some(Token::Literal(before)) => before.push_str(words),
        _ => tokens.push(Token::Literal(words.to_owned())),
    };
    while at < letters.len() {
        let letter = letters[at];
        let run = letters[at..].iter().take_while(|next| next.eq_ignore_ascii_case(&letter)).count();
        match letter {
            '"' => {
                let words: String = letters[at + 1..].iter().take_while(|next| **next != '"').collect();
                at += words.chars().count() + 1;
                literal(&mut tokens, &words);
            }
            '\\' | '!' => {
                at += 1;
                if let Some(next) = letters.get(at) {
                    literal(&mut tokens, &next.to_string());
                }
            }
            // The width of a letter, and a letter that fills the cell.
            '_' => {
                at += 1;
                literal(&mut tokens, " ");
            }
            '*' => at += 1,
            '[' => {
                let inside: String = letters[at + 1..].iter().take_while(|next| **next != ']').collect();
                at += inside.chars().count() + 1;
                let lower = inside.to_ascii_lowercase();
                if let Some(currency) = inside.strip_prefix('$') {
                    literal(&mut tokens, currency.rsplit_once('-').map_or(currency, |(sign, _)| sign));
                } else if !lower.is_empty()
                    && (lower.chars().all(|own| own == 'h')
                        || lower.chars().all(|own| own == 'm')
                        || lower.chars().all(|own| own == 's'))
                {
                    tokens.push(Token::Date(format!("[{lower}]")));
                }
            }
            '%' => tokens.push(Token::Percent),
            '@' => tokens.push(Token::Text),
            '0' | '#' | '?' | '.' | ','
                if letter != '.' || !matches!(tokens.last(), Some(Token::Date(_))) =>
            {
                let figure: String = letters[at..]
                    .iter()
                    .enumerate()
                    .take_while(|(step, next)| {
                        "0#?.,/".contains(**next)
                            || (matches!(next, 'E' | 'e')
                                && matches!(letters.get(at + step + 1), Some('+' | '-')))
                            || (matches!(next, '+' | '-')
                                && matches!(letters.get((at + step).wrapping_sub(1)), Some('E' | 'e')))
                            || (**next == ' '
                                && letters[at + step..].contains(&'/')
                                && letters.get(at + step + 1).is_some_and(|later| "0#?".contains(*later)))
                    })
                    .map(|(_, next)| *next)
                    .collect();
                at += figure.chars().count() - 1;
                tokens.push(Token::Figure(figure));
            }
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' => {
                tokens.push(Token::Date(letter.to_ascii_lowercase().to_string().repeat(run)));
                at += run - 1;
            }
            'A' | 'a'
                if letters[at..].iter().collect::<String>().to_ascii_uppercase().starts_with("AM/PM") =>
            {
                tokens.push(Token::Date("AM/PM".to_owned()));
                at += 4;
            }
            // Days and eras as Japan writes them; elsewhere these are letters of words.
            'a' if run >= 3 => {
                tokens.push(Token::Date("a".repeat(run)));
                at += run - 1;
            }
            'g' if letters.get(at + run) == Some(&'e') => {
                tokens.push(Token::Date("g".repeat(run)));
                at += run - 1;
            }
            'e' if matches!(tokens.last(), Some(Token::Date(word)) if word.starts_with('g')) => {
                tokens.push(Token::Date("e".to_owned()));
                at += run - 1;
            }
            other => literal(&mut tokens, &other.to_string()),
        }
        at += 1;
    }
    tokens
}
