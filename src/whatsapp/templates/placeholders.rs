//! `{{name}}` in a text: found, replaced, and made fit for Meta.
//!
//! Knows nothing of templates.

/// Longest run of spaces Meta takes inside a parameter.
const SPACES_IN_A_ROW: usize = 4;

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Words(&'a str),
    Blank(&'a str),
}

/// The pieces of a text. A brace pair that is not closed counts as words.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let Some(length) = rest[start + 2..].find("}}") else { break };
        if start > 0 {
            found.push(Piece::Words(&rest[..start]));
        }
        found.push(Piece::Blank(rest[start + 2..start + 2 + length].trim()));
        rest = &rest[start + 2 + length + 2..];
    }
    if !rest.is_empty() {
        found.push(Piece::Words(rest));
    }
    found
}

/// The names of the blanks, in reading order.
pub(super) fn names(text: &str) -> Vec<String> {
    pieces(text)
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Blank(name) => Some(name.to_owned()),
            Piece::Words(_) => None,
        })
        .collect()
}

/// The text with every blank filled in; one without a value stays as it is written.
pub(super) fn filled(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Words(words) => words.to_owned(),
            Piece::Blank(name) => value(name).unwrap_or_else(|| format!("{{{{{name}}}}}")),
        })
        .collect()
}

/// A value as Meta takes it: no line breaks, no tabs, no long runs of spaces.
pub(super) fn flattened(value: &str) -> String {
    let mut flat = String::with_capacity(value.len());
    let mut spaces = 0;
    let mut broken = false;
    for letter in value.trim().chars() {
        match letter {
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => broken = true,
            letter if letter.is_whitespace() && (letter == ' ' || letter == '\t') => {
                spaces += 1;
                if spaces < SPACES_IN_A_ROW && !broken {
                    flat.push(' ');
                }
            }
            letter if letter.is_control() => {}
            letter => {
                if broken {
                    flat.truncate(flat.trim_end().len());
                    flat.push_str(" · ");
                }
                (spaces, broken) = (0, false);
                flat.push(letter);
            }
        }
    }
    flat
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_found_and_filled() {
        assert_eq!(names("a {{x}} b {{ y }} {{open"), ["x", "y"]);
        assert_eq!(
            filled("Ciao {{x}}, {{y}}!", |name| (name == "x").then(|| "Ana".into())),
            "Ciao Ana, {{y}}!"
        );
    }

    #[test]
    fn values_lose_what_meta_refuses() {
        assert_eq!(flattened("Via Roma 1\nFirenze"), "Via Roma 1 · Firenze");
        assert_eq!(flattened(" a\tb       c \r\n\r\n  d "), "a b   c · d");
        for value in ["x\n\n\ny", "a\t\t\t\t\t\tb", "          ", "a    \n    b"] {
            let flat = flattened(value);
            assert!(!flat.contains(['\n', '\t', '\r']) && !flat.contains("    "), "{flat:?}");
        }
    }
}
