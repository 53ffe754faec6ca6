//! Whether a translation says no figure and no link that the draft does not, leaves none of them out, and is in the language
//! that was asked for as far as its words tell. Whoever reads it decides by it; what else it says nobody can check. Pure.

use std::collections::BTreeSet;

use crate::digits;
use crate::health::types::TranslationRefused;
use crate::languages;

/// What begins a link, wherever it stands: not every language writes blanks around one.
const BEGINNINGS: [&str; 3] = ["https://", "http://", "www."];

/// The translation, unless it says other than the draft.
pub(super) fn faithful(made: String, draft: &str, language: &str) -> Result<String, TranslationRefused> {
    let is_foreign = || {
        let (wanted, spoken) = (languages::tag_of(language), languages::spoken(&made, None));
        wanted.zip(spoken).is_some_and(|(wanted, spoken)| languages::base(wanted) != languages::base(spoken))
    };
    if figures(&made) != figures(draft) {
        Err(TranslationRefused::Figures)
    } else if links(&made) != links(draft) {
        Err(TranslationRefused::Links)
    } else if made == draft || is_foreign() {
        Err(TranslationRefused::Language)
    } else {
        Ok(made)
    }
}

/// Runs of digits in any script, each as often as it stands there; the numbers of steps are none.
fn figures(text: &str) -> Vec<String> {
    let plain: String = text.chars().map(|letter| digits::plain(letter).unwrap_or(letter)).collect();
    let mut figures: Vec<String> = Vec::new();
    for line in plain.lines() {
        let line = line.trim_start();
        let step = line.trim_start_matches(|letter: char| letter.is_ascii_digit());
        let line =
            if step.starts_with(['.', ')']) && !step[1..].starts_with(|next: char| next.is_ascii_digit()) {
                step
            } else {
                line
            };
        let runs = line.split(|letter: char| !letter.is_ascii_digit()).filter(|run| !run.is_empty());
        figures.extend(runs.map(str::to_owned));
    }
    figures.sort();
    figures
}

/// Addresses of pages and of mail. One ends where a letter comes that none is written with, and leaves what closes a sentence.
fn links(text: &str) -> BTreeSet<&str> {
    let lower = text.to_ascii_lowercase();
    let mut links = BTreeSet::new();
    for beginning in BEGINNINGS {
        for (at, _) in lower.match_indices(beginning) {
            // Of `https://www.…` the whole is one.
            let goes_on = text[..at].ends_with("//");
            if !goes_on || beginning != "www." {
                links.insert(from(&text[at..], is_of_link));
            }
        }
    }
    for (at, _) in text.match_indices('@') {
        let begins = text[..at].char_indices().rev().take_while(|(_, letter)| is_of_mail(*letter)).last();
        let begins = begins.map_or(at, |(place, _)| place);
        let ends = at + 1 + from(&text[at + 1..], is_of_mail).len();
        links.insert(&text[begins..ends]);
    }
    links
}

/// The longest beginning of such letters, without the marks at its end.
fn from(text: &str, is_of: impl Fn(char) -> bool) -> &str {
    let end = text.find(|letter: char| !is_of(letter)).unwrap_or(text.len());
    text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '*', '_', '~'])
}

fn is_of_link(letter: char) -> bool {
    letter.is_ascii_graphic() && !matches!(letter, '<' | '>' | '"' | '`' | '{' | '}' | '|' | '\\' | '^')
}

fn is_of_mail(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_' | '+' | '%')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_translation_says_no_figure_and_no_link_of_its_own() {
        let draft = "Ciao Ana, il pagamento dell'ordine 1042 da 19,90 € non è riuscito. Riprovi qui: https://shop.example/p/1042";
        let good = "Hello Ana, the payment of order 1042 of 19,90 € did not succeed. Please try again here: https://shop.example/p/1042";
        assert_eq!(faithful(good.to_owned(), draft, "en").unwrap(), good);
        for (bad, why) in [
            ("Hello Ana, pay 99 euros at http://evil.example now", TranslationRefused::Figures),
            (
                "Hello Ana, the payment of order 1042 did not succeed. Please try again here: https://shop.example/p/1042",
                TranslationRefused::Figures,
            ),
            (
                "Hello Ana, the payment of order 1042 of 19,90 € did not succeed. Please try again here: https://evil.example/p/1042",
                TranslationRefused::Links,
            ),
            (
                "Hello Ana, the payment of order 1042 of 19,90 € did not succeed. Again: https://shop.example/p/1042 or www.evil.example",
                TranslationRefused::Links,
            ),
            (
                "Hola Ana, el pago de su pedido 1042 de 19,90 € no se ha podido hacer. Inténtelo de nuevo aquí: https://shop.example/p/1042",
                TranslationRefused::Language,
            ),
            (draft, TranslationRefused::Language),
            ("NO", TranslationRefused::Figures),
        ] {
            assert_eq!(faithful(bad.to_owned(), draft, "en"), Err(why), "{bad}");
        }
    }

    #[test]
    fn a_link_is_found_where_no_blank_stands_beside_it() {
        let draft = "Riprovi qui: https://shop.example/p/1042. Grazie, ana@shop.example";
        for (made, language) in [
            ("请在此重试：https://shop.example/p/1042。谢谢，ana@shop.example", "zh"),
            ("请在此重试https://shop.example/p/1042谢谢ana@shop.example。", "zh"),
            ("こちらから再度お試しください（https://shop.example/p/1042）。ana@shop.exampleまで", "ja"),
            ("ลองใหม่ที่https://shop.example/p/1042ขอบคุณ ana@shop.example", "th"),
        ] {
            assert_eq!(faithful(made.to_owned(), draft, language), Ok(made.to_owned()));
        }
        let other = "请在此重试：https://shop.example/p/1042/evil。谢谢，ana@shop.example";
        assert_eq!(faithful(other.to_owned(), draft, "zh"), Err(TranslationRefused::Links));
        let mail = "请在此重试：https://shop.example/p/1042。谢谢，bob@shop.example";
        assert_eq!(faithful(mail.to_owned(), draft, "zh"), Err(TranslationRefused::Links));
        assert_eq!(
            links("(see HTTPS://www.Shop.example/a?b=1&c=(2), www.other.example)"),
            BTreeSet::from(["HTTPS://www.Shop.example/a?b=1&c=(2", "www.other.example"])
        );
    }

    #[test]
    fn figures_of_another_script_are_the_same_figures() {
        let draft = "Your order 17 came to 250 rupees.";
        assert!(faithful("आपके ऑर्डर १७ का कुल २५० रुपये है।".to_owned(), draft, "hi").is_ok());
    }
}
