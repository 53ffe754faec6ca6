//! What the figures must stay at: short questions of many languages, each told from its words alone.

use std::collections::BTreeMap;

use super::{spoken, spoken_at_home};

const QUESTIONS: &str = include_str!("../../../tests/data/languages/questions.toml");
const MORE: &str = include_str!("../../../tests/data/languages/more_questions.toml");

/// Of all questions together.
const PERCENT_OF_ALL: usize = 98;
/// Of the questions of any one language, so that none is paid for with another.
const PERCENT_OF_EACH: usize = 90;

#[test]
fn single_questions_tell_their_language() {
    let mut told: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut missed = Vec::new();
    for file in [QUESTIONS, MORE] {
        let languages: BTreeMap<String, Vec<String>> = toml::from_str(file).unwrap();
        for (tag, questions) in languages {
            for question in questions {
                let heard = spoken(&question, None);
                let count = told.entry(tag.clone()).or_default();
                count.0 += usize::from(heard == Some(tag.as_str()));
                count.1 += 1;
                if heard != Some(tag.as_str()) {
                    missed.push(format!("{tag}: {question:?} was heard as {heard:?}"));
                }
            }
        }
    }
    let right: usize = told.values().map(|(right, _)| right).sum();
    let all: usize = told.values().map(|(_, all)| all).sum();
    assert!(told.len() >= 24 && all >= 650);
    assert!(right * 100 >= all * PERCENT_OF_ALL, "{right} of {all}\n{}", missed.join("\n"));
    for (tag, (right, all)) in told {
        assert!(right * 100 >= all * PERCENT_OF_EACH, "{tag}: {right} of {all}\n{}", missed.join("\n"));
    }
}

/// Frames customers ask with, and names of things that are no word of their language.
#[derive(serde::Deserialize)]
struct Named {
    names: Vec<String>,
    frames: BTreeMap<String, Vec<String>>,
    /// Of languages without tables.
    untold: BTreeMap<String, Vec<String>>,
}

const NAMED: &str = include_str!("../../../tests/data/languages/names.toml");
/// Of all frames with all names, in a shop of another language.
const PERCENT_OF_NAMED: usize = 94;

#[test]
fn the_name_of_a_thing_does_not_tell_the_language_it_is_asked_for_in() {
    let named: Named = toml::from_str(NAMED).unwrap();
    let told = named.frames.iter().map(|(tag, frames)| (Some(tag.as_str()), frames));
    let untold = named.untold.values().map(|frames| (None, frames));
    let (mut right, mut all, mut missed) = (0, 0, Vec::new());
    for (tag, frames) in told.chain(untold) {
        for (frame, name) in frames.iter().flat_map(|frame| named.names.iter().map(move |name| (frame, name)))
        {
            let question = frame.replace("{}", name);
            let heard = spoken_at_home(&question, None, Some("it"));
            all += 1;
            right += usize::from(heard == tag);
            if heard != tag {
                missed.push(format!("{tag:?}: {question:?} was heard as {heard:?}"));
            }
        }
    }
    assert!(all >= 1_000);
    assert!(right * 100 >= all * PERCENT_OF_NAMED, "{right} of {all}\n{}", missed.join("\n"));
}

#[test]
fn names_products_and_addresses_are_words_of_no_language() {
    for (text, home, tag) in [
        ("Quanto custa Spade?", "it", Some("pt")),
        ("Ile kosztuje mat?", "en", Some("pl")),
        ("Spade می\u{200c}فروشید؟", "en", Some("fa")),
        ("Is the مندي spicy?", "it", Some("en")),
        ("How much is борщ?", "it", Some("en")),
        ("iPhone 15 多少钱？", "it", Some("zh")),
        ("panettone ہے؟", "it", Some("ur")),
        ("Nutella milega?", "en", Some("ur-Latn")),
        ("Mario Rossi", "en", None),
        ("Krzysztof Wójcik", "de", None),
        ("Anna Gruber, Kirchstraße 5, Bolzano", "it", None),
    ] {
        assert_eq!(spoken_at_home(text, None, Some(home)), tag, "{text}");
    }
    assert_eq!(spoken_at_home("Mario Rossi", Some("en"), Some("it")), Some("en"));
}

#[test]
fn the_language_of_the_shop_takes_nobody_elses_and_what_is_both_is_its_own() {
    let languages: BTreeMap<String, Vec<String>> = toml::from_str(QUESTIONS).unwrap();
    for home in ["it", "en", "de", "tr"] {
        let of = |tag: &str, question: &str| spoken_at_home(question, None, Some(home)) == Some(tag);
        let all: Vec<(&String, &String)> = languages
            .iter()
            .flat_map(|(tag, questions)| questions.iter().map(move |one| (tag, one)))
            .collect();
        let right = all.iter().filter(|(tag, question)| of(tag, question)).count();
        assert!(right * 100 >= all.len() * PERCENT_OF_ALL, "at home in {home}: {right} of {}", all.len());
    }
    for (text, home, heard) in [
        ("consegnate a domicilio?", "it", Some("it")),
        ("hola", "it", Some("es")),
        ("merci", "de", Some("de")),
        ("hi", "de", Some("de")),
        ("ciao Luca", "tr", Some("it")),
        // Names, figures and a detector that is not sure say nothing against it.
        ("Consegnate a Scandicci?", "it", Some("it")),
        ("Call me at +39 (333) 12.34.567", "it", Some("en")),
        ("Nefes alamıyorum", "it", Some("tr")),
        // Products are called by words of other languages.
        ("pot price", "en", Some("en")),
        ("Silk scarf price", "en", Some("en")),
        ("كم سعر Spade؟", "en", Some("ar")),
        ("¿Venden pan?", "en", Some("es")),
        ("Vindeți Spade?", "en", Some("ro")),
        ("Mnauza kit?", "en", Some("sw")),
        // English wherever it is said.
        ("Hello", "it", Some("en")),
        ("Hello!", "pl", Some("en")),
    ] {
        assert_eq!(spoken_at_home(text, None, Some(home)), heard, "{text} in {home}");
    }
}

#[test]
fn a_word_or_two_keep_the_language_and_a_sentence_changes_it() {
    for (text, before, now) in [
        ("ok", Some("de"), Some("de")),
        ("👍", Some("ru"), Some("ru")),
        ("123", Some("ar"), Some("ar")),
        ("merci", Some("en"), Some("en")),
        ("hola", Some("en"), Some("en")),
        ("thanks!", Some("pl"), Some("pl")),
        ("pizza", Some("it"), Some("it")),
        ("iPhone 12 pro max", Some("tr"), Some("tr")),
        ("bhai price", Some("ur-Latn"), Some("ur-Latn")),
        ("Mein Paket ist nicht angekommen", Some("ur-Latn"), Some("de")),
        ("sorry, do you speak English?", Some("it"), Some("en")),
        ("¿a qué hora abren mañana?", Some("pt"), Some("es")),
        ("کتنے بجے کھلتے ہیں؟", Some("en"), Some("ur")),
        ("Na ja", Some("de"), Some("de")),
        ("claro que no", Some("es"), Some("es")),
        ("claro que no", Some("pt"), Some("pt")),
        ("Mario Rossi", Some("de"), Some("de")),
    ] {
        assert_eq!(spoken(text, before), now, "{text} after {before:?}");
    }
}

#[test]
fn too_little_tells_nothing() {
    for text in ["", "123?", "👍", "ok", "XK-200"] {
        assert_eq!(spoken(text, None), None, "{text}");
    }
    for (greeting, tag) in
        [("Buongiorno", "it"), ("Hello", "en"), ("Grüezi", "de"), ("salam, kitne ka hai ye?", "ur-Latn")]
    {
        assert_eq!(spoken(greeting, None), Some(tag), "{greeting}");
    }
}

#[test]
fn arabic_persian_and_urdu_are_told_by_their_letters() {
    for (text, tag) in [
        ("کیا یہ دستیاب ہے؟", "ur"),
        ("این موجود است؟ چند؟", "fa"),
        ("هل هذا متوفر؟ كم سعره؟", "ar"),
        ("گوشی اپل دارید", "fa"),
    ] {
        assert_eq!(spoken(text, None), Some(tag), "{text}");
    }
}

#[test]
fn german_is_never_taken_for_roman_urdu() {
    for text in [
        "Mein Paket ist weg",
        "Kann ich mit Karte zahlen?",
        "Habt ihr noch was da?",
        "Wo ist mein Paket",
        "Hat der Laden heute auf",
        "Ist der Termin am Montag noch frei?",
        "Was kostet das hier",
        "Geht das auch ohne Bon",
    ] {
        assert_eq!(spoken(text, None), Some("de"), "{text}");
    }
}

#[test]
fn a_language_without_tables_is_not_told_as_its_neighbour() {
    for text in [
        "fëmija im nuk merr frymë",
        "moj otrok ne diha",
        "mu laps ei hinga",
        "моје дете не дише",
        "детето ми не диша, извикайте линейка",
        "it-tifel tiegħi ma jistax jieħu nifs",
        "moje dijete ne diše",
        "mano vaikas nekvėpuoja",
        "ebni mesh 2ader yetnafas",
        "uşağım nəfəs almır",
        "माझं बाळ श्वास घेत नाही",
        "da li radite sutra?",
        "kas te olete homme avatud?",
    ] {
        let same = text.starts_with("ebni").then_some("ar");
        assert_eq!(spoken_at_home(text, None, Some("it")), same, "{text}");
        assert_eq!(spoken_at_home(text, Some("en"), Some("it")), same.or(Some("en")), "{text}");
    }
    assert_eq!(spoken_at_home("rebenok ne dyshit", None, Some("it")), Some("ru"));
}

#[test]
fn a_cry_for_help_tells_its_language() {
    for (text, tag) in [
        ("Notarzt!!!", "de"),
        ("Hilfe!!", "de"),
        ("AIUTO AIUTO AIUTO", "it"),
        ("ayuda!!!", "es"),
        ("au secours", "fr"),
        ("help", "en"),
        ("imdat", "tr"),
        ("pomocy", "pl"),
        ("bachao", "ur-Latn"),
    ] {
        assert_eq!(spoken_at_home(text, None, Some("it")), Some(tag), "{text}");
    }
}
