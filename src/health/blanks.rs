//! Blanks that still stand in a message: `{{name}}`, and in what a model writes `[name]` too. Nobody is written to with one.

/// Characters of what stands in a blank; longer is a text in brackets.
const LONGEST: usize = 40;

/// What stands in the first blank of a text.
pub(super) fn left(text: &str) -> Option<&str> {
    between(text, "{{", "}}").find(|blank| is_short(blank))
}

/// The same of a model's text: models leave brackets where they know nothing.
pub(super) fn left_by_a_model(text: &str) -> Option<&str> {
    let brackets = [("[", "]"), ("{", "}"), ("<", ">")];
    left(text).or_else(|| {
        brackets
            .into_iter()
            .find_map(|(opens, closes)| between(text, opens, closes).find(|blank| is_named(blank)))
    })
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
        for fine in ["Ciao Anna (la sorella di Marco)", "a {b} c", "{{", "}} {{", "[nome]"] {
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
