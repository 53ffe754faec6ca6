//! Whether a line of a summary is held by what was said: every figure in it stands in the conversation, and so does every
//! name. What is told as the shop's answer is held by the shop's own messages alone: a customer promises nothing.
//!
//! Whether the line says the same as the message is the model's word, which is why each screen says who wrote it.

use std::collections::HashSet;

use crate::languages::base;
use crate::letters::is_invisible;
use crate::replies::question::language::Language;
use crate::replies::texts::Texts;
use crate::storage::text::fold;

/// Capitals that name nobody.
const NO_NAMES: [&str; 8] = ["i", "ai", "ok", "whatsapp", "pdf", "sms", "iban", "vat"];

/// What stands in some messages.
#[derive(Debug, Default)]
pub(super) struct Stands {
    figures: HashSet<String>,
    words: HashSet<String>,
}

impl Stands {
    pub fn in_texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut stands = Self::default();
        for text in texts {
            stands.figures.extend(figures(text));
            stands.words.extend(words(text).map(|word| plain(&word)));
        }
        stands
    }

    /// Whether every figure and every name of a line stands in them; names also in `elsewhere`.
    pub fn hold(&self, line: &str, elsewhere: &Self, language: &str) -> bool {
        figures(line).iter().all(|figure| self.figures.contains(figure))
            && names(line, language)
                .iter()
                .all(|name| self.words.contains(name) || elsewhere.words.contains(name))
    }
}

/// Runs of digits, in plain ones. A zero before says nothing: `09:30` is `9.30`.
fn figures(text: &str) -> HashSet<String> {
    let digits: String = text
        .chars()
        .filter(|letter| !is_invisible(*letter))
        .map(|letter| crate::digits::plain(letter).unwrap_or(letter))
        .collect();
    let runs = digits.split(|letter: char| !letter.is_ascii_digit()).filter(|run| !run.is_empty());
    runs.map(|run| run.trim_start_matches('0').to_owned()).collect()
}

/// As words are compared: in small letters, without accents.
fn plain(word: &str) -> String {
    fold(&word.to_lowercase())
}

fn words(text: &str) -> impl Iterator<Item = String> {
    let parts = text.split(|letter: char| !(letter.is_alphanumeric() || letter == '\'' || letter == '’'));
    parts.flat_map(|part| part.split(['\'', '’'])).filter(|word| !word.is_empty()).map(str::to_owned)
}

/// Words within a sentence that begin with a capital, folded. Days and months are none, and where every noun is written so
/// nobody can tell.
fn names(line: &str, language: &str) -> Vec<String> {
    if base(language) == "de" {
        return Vec::new();
    }
    let shop = &Texts::of(Language::nearest(language)).shop;
    let dates: HashSet<String> = shop.days.iter().chain(&shop.months).map(|word| plain(word)).collect();
    let mut names = Vec::new();
    let mut begins = true;
    for part in line.split_whitespace() {
        let ends = part.ends_with(['.', '!', '?', ':', ';', '…']);
        for word in words(part) {
            let is_capital = word.chars().next().is_some_and(char::is_uppercase);
            let folded = plain(&word);
            let is_name = is_capital && !begins && word.chars().count() > 1;
            if is_name && !dates.contains(&folded) && !NO_NAMES.contains(&folded.as_str()) {
                names.push(folded);
            }
            begins = false;
        }
        begins = ends;
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(line: &str, said: &[&str], language: &str) -> bool {
        Stands::in_texts(said.iter().copied()).hold(line, &Stands::default(), language)
    }

    #[test]
    fn figures_stand_in_what_was_said_in_any_digits() {
        for (line, said, held) in [
            ("Wants 2 cakes for 9:30", "vorrei 2 torte alle 09.30", true),
            ("Wants 2 cakes for 9:30", "أريد ٢ كعكات الساعة ٩:٣٠", true),
            ("The price is 48.00 euro", "costa 48,00 €", true),
            ("The price is 40.00 euro", "costa 48,00 €", false),
            ("Order 4711 is late", "il mio ordine non arriva", false),
            ("Gets 50 % off", "I want a discount", false),
            ("The order is late", "il mio ordine non arriva", true),
        ] {
            assert_eq!(holds(line, &[said], "en"), held, "{line} / {said}");
        }
    }

    #[test]
    fn names_stand_in_what_was_said_and_days_are_none() {
        for (line, said, language, held) in [
            ("Asks whether Marco delivers on Friday", "marco consegna venerdì?", "en", true),
            ("Asks whether Luca delivers on Friday", "marco consegna venerdì?", "en", false),
            ("Chiede di Пётр per martedì", "Это Пётр, вторник?", "it", true),
            ("Chiede se l'Anna consegna", "c'è Anna oggi?", "it", true),
            ("Chiede se l'Anna consegna", "c'è Maria oggi?", "it", false),
            ("Wants to pay. Needs an invoice", "fattura?", "en", true),
            ("Möchte den Kuchen am Freitag", "vorrei la torta", "de", true),
        ] {
            assert_eq!(holds(line, &[said], language), held, "{line} / {said}");
        }
    }
}
