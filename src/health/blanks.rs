//! Blanks that still stand in a message: `{{name}}`, `[name]`. Nobody is written to with one.

/// Characters of what stands in a blank; longer is a text in brackets.
const LONGEST: usize = 40;
/// Words of what a person may leave in a blank; more is something they say in brackets.
const MOST_WORDS: usize = 2;

/// What stands in the first blank of a text: "[ore 15]" and "[siamo chiusi il lunedì]" are words in brackets.
pub(super) fn left(text: &str) -> Option<&str> {
    let named = |(opens, closes)| between(text, opens, closes).find(|blank| is_name_of_a_blank(blank));
    between(text, "{{", "}}")
        .find(|blank| is_short(blank))
        .or_else(|| [("[", "]"), ("{", "}")].into_iter().find_map(named))
}

/// The same of a model's text: models leave longer ones, and other brackets, where they know nothing.
pub(super) fn left_by_a_model(text: &str) -> Option<&str> {
    let brackets = [("[", "]"), ("{", "}"), ("<", ">")];
    left(text).or_else(|| {
        brackets
            .into_iter()
            .find_map(|(opens, closes)| between(text, opens, closes).find(|blank| is_named(blank)))
    })
}

fn is_name_of_a_blank(blank: &str) -> bool {
    let is_letter = |letter: char| letter.is_alphabetic() || letter == ' ' || letter == '_' || letter == '\'';
    is_named(blank) && blank.chars().all(is_letter) && blank.split_whitespace().count() <= MOST_WORDS
}

fn is_named(blank: &str) -> bool {
    is_short(blank) && blank.contains(char::is_alphabetic)
}

fn is_short(blank: &str) -> bool {
    !blank.contains('\n') && blank.chars().count() <= LONGEST
}

fn between<'a>(text: &'a str, opens: &'a str, closes: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(opens).skip(1).filter_map(move |rest| rest.split_once(closes)).map(|(inside, _)| inside.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_is_found_and_a_text_in_brackets_is_none() {
        assert_eq!(left("Ciao {{ nome }}, torna!"), Some("nome"));
        assert_eq!(left("Ciao {{1}}"), Some("1"));
        assert_eq!(left("{{}}"), Some(""));
        assert_eq!(left("Hi [name], we miss you"), Some("name"));
        assert_eq!(left("Hallo {Vorname}"), Some("Vorname"));
        assert_eq!(left("Ciao [nome cliente]"), Some("nome cliente"));
        for fine in [
            "Ciao Anna (la sorella di Marco)",
            "{{",
            "}} {{",
            "see [1]",
            "[ore 15]",
            "[siamo chiusi il lunedì]",
            "Ciao Anna <3",
        ] {
            assert_eq!(left(fine), None, "{fine}");
        }
        assert_eq!(left_by_a_model("Dear [Customer Name], hello"), Some("Customer Name"));
        assert_eq!(left_by_a_model("Ciao {nome}"), Some("nome"));
        assert_eq!(left_by_a_model("Ciao <nome>"), Some("nome"));
        for fine in ["Ciao Anna <3", "see [1]"] {
            assert_eq!(left_by_a_model(fine), None, "{fine}");
        }
    }
}
