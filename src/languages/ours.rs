//! By which words a text speaks of the shop itself, one list a language in `ours.toml`: as the shop that writes, or to the shop
//! that is asked. Rather a word too many is taken for such a one; what follows from it is decided by whoever asks.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;
use unicode_segmentation::UnicodeSegmentation;

use super::base;
use super::key::key;

#[derive(Deserialize)]
struct Lists {
    us: Vec<String>,
    you: Vec<String>,
}

/// One language's words, folded.
struct Ours {
    us: Vec<Form>,
    you: Vec<Form>,
}

enum Form {
    /// One word or several, one after the other.
    Words(Vec<String>),
    /// Letters of a script that parts no words as ours do.
    Letters(String),
}

static ALL: LazyLock<HashMap<String, Ours>> = LazyLock::new(|| {
    let read: HashMap<String, Lists> = toml::from_str(include_str!("ours.toml")).unwrap_or_default();
    let forms = |forms: Vec<String>| forms.iter().map(|form| Form::of(form)).collect();
    read.into_iter().map(|(tag, Lists { us, you })| (tag, Ours { us: forms(us), you: forms(you) })).collect()
});

/// Whether a text is written in the shop's own name; nothing in a language without a list.
pub fn speaks_as_us(text: &str, tag: &str) -> Option<bool> {
    of_tag(tag).map(|ours| Form::any(&ours.us, text))
}

/// Whether a text addresses the shop; nothing in a language without a list.
pub fn speaks_to_you(text: &str, tag: &str) -> Option<bool> {
    of_tag(tag).map(|ours| Form::any(&ours.you, text))
}

fn of_tag(tag: &str) -> Option<&'static Ours> {
    ALL.get(tag).or_else(|| ALL.get(base(tag)).filter(|_| !tag.contains("Latn")))
}

impl Form {
    fn of(form: &str) -> Self {
        let folded = key(form);
        if folded.chars().any(is_unparted) { Self::Letters(folded) } else { Self::Words(words(&folded)) }
    }

    fn any(forms: &[Self], text: &str) -> bool {
        let folded = key(text);
        let spoken = words(&folded);
        forms.iter().any(|form| match form {
            Self::Letters(letters) => folded.contains(letters.as_str()),
            Self::Words(words) => spoken.windows(words.len().max(1)).any(|stretch| stretch == words),
        })
    }
}

/// Thai, kana, Han and Hangul.
fn is_unparted(letter: char) -> bool {
    matches!(letter, '\u{e00}'..='\u{e7f}' | '\u{1100}'..='\u{11ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

fn words(folded: &str) -> Vec<String> {
    // "we'll" and "van-e" are as good as the words they begin with.
    let parts = folded.unicode_words().flat_map(|word| word.split(['\'', '’', '-', '\u{200c}']));
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::languages::all;

    #[test]
    fn every_language_knows_us_and_you() {
        for tag in all().iter().map(|words| words.tag) {
            let ours = of_tag(tag).unwrap_or_else(|| panic!("{tag} has no list"));
            let is_whole = |forms: &[Form]| forms.len() >= 2;
            assert!(is_whole(&ours.us) && is_whole(&ours.you), "{tag}");
        }
        assert_eq!(speaks_as_us("We are open", "sw"), None);
    }

    #[test]
    fn the_shop_is_heard_when_it_speaks_and_when_it_is_asked() {
        for (tag, us) in [
            ("en", "We'll repair it for free."),
            ("en", "Ask our team."),
            ("it", "Offriamo la consegna gratuita."),
            ("it", "Il nostro negozio ripara tutto."),
            ("de", "Bei uns ist alles kostenlos."),
            ("fr", "Nous réparons les vélos."),
            ("es-MX", "Tenemos todo gratis."),
            ("ja", "当店では無料です。"),
            ("zh", "我们免费修理。"),
            ("th", "เราซ่อมฟรี"),
            ("ko", "저희가 고쳐드립니다."),
            ("ar", "نحن نصلح كل شيء"),
            ("hi", "हम मुफ़्त में ठीक करते हैं"),
            ("ru", "Мы чиним бесплатно."),
        ] {
            assert_eq!(speaks_as_us(us, tag), Some(true), "{us}");
        }
        for (tag, you) in [
            ("en", "Do you repair bicycles?"),
            ("it", "Riparate biciclette?"),
            ("it", "Avete il feltro?"),
            ("de", "Habt ihr Filz?"),
            ("fr", "Vendez-vous du feutre ?"),
            ("pt-BR", "Vocês consertam bicicletas?"),
            ("zh", "你们修自行车吗？"),
        ] {
            assert_eq!(speaks_to_you(you, tag), Some(true), "{you}");
        }
        for (tag, neither) in [
            ("en", "Wash felt by hand in cold water."),
            ("it", "Il feltro si lava a mano in acqua fredda."),
            ("de", "Filz wäscht man von Hand in kaltem Wasser."),
        ] {
            assert_eq!(
                (speaks_as_us(neither, tag), speaks_to_you(neither, tag)),
                (Some(false), Some(false)),
                "{neither}"
            );
        }
    }
}
