//! What is heard and what is not, by kind and language, over `tests/data/hand_overs/`.

use std::collections::BTreeMap;

use super::*;

/// By language and kind, what customers say; `nothing` is what only sounds like it.
type Cases = BTreeMap<String, BTreeMap<String, Vec<String>>>;

/// Expected hand-overs that must be made without a model, and needless ones that may be, of a hundred.
const LEAST_HEARD: usize = 85;
const MOST_NEEDLESS: usize = 5;

fn cases() -> Vec<Cases> {
    [
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/hand_overs/cases.toml")),
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/hand_overs/unseen.toml")),
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/hand_overs/trades.toml")),
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/hand_overs/rentals.toml")),
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/hand_overs/street.toml")),
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/hand_overs/calls.toml")),
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/hand_overs/danger.toml")),
    ]
    .iter()
    .map(|text| toml::from_str(text).unwrap())
    .collect()
}

#[test]
fn a_person_is_called_when_one_is_needed_and_rarely_else() {
    for cases in cases() {
        let (mut by_kind, mut by_language) = (BTreeMap::new(), BTreeMap::new());
        for (language, kinds) in &cases {
            for (kind, texts) in kinds {
                for text in texts {
                    let heard = need(text);
                    let is_right = heard.is_some() == (kind != "nothing");
                    if !is_right {
                        println!("{language} {kind}: {heard:?} {text}");
                    }
                    let group = if kind == "nothing" { "needless" } else { "heard" };
                    for counts in [by_kind.entry(kind.as_str()), by_language.entry(language.as_str())] {
                        let count: &mut BTreeMap<&str, (usize, usize)> = counts.or_default();
                        let count = count.entry(group).or_default();
                        count.0 += usize::from(heard.is_some());
                        count.1 += 1;
                    }
                }
            }
        }
        let total = |group: &str| {
            let counts = by_kind.values().filter_map(|counts| counts.get(group));
            counts.fold((0, 0), |sum, count| (sum.0 + count.0, sum.1 + count.1))
        };
        println!("{by_kind:?}\n{by_language:?}");
        let (heard, expected) = total("heard");
        let (needless, others) = total("needless");
        assert!(heard * 100 >= expected * LEAST_HEARD, "{heard} of {expected}");
        assert!(needless * 100 <= others * MOST_NEEDLESS, "{needless} of {others}");
    }
}

#[test]
fn who_needs_nobody_is_left_alone_and_who_wants_somebody_all_the_same_is_heard() {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/hand_overs/wanted.toml"));
    let cases: Cases = toml::from_str(text).unwrap();
    let of_language = |(language, kinds): (&String, &BTreeMap<String, Vec<String>>)| {
        let all = kinds.iter().flat_map(|(kind, texts)| texts.iter().map(move |text| (kind, text)));
        let wrong = all.filter(|(kind, text)| match need(text) {
            None => *kind != "nothing",
            Some(Need::Person) => *kind != "person",
            Some(_) => *kind != "trouble",
        });
        wrong.map(|(kind, text)| format!("{language} {kind}: {text} {:?}", need(text))).collect::<Vec<_>>()
    };
    let wrong: Vec<String> = cases.iter().flat_map(of_language).collect();
    assert!(cases.len() >= 12 && wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_given_cases_are_heard() {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/hand_overs/given.json"));
    let given: Vec<serde_json::Value> = serde_json::from_str(text).unwrap();
    let steps = |case: &serde_json::Value| case["steps"].as_array().unwrap().clone();
    for case in given.iter().filter(|case| steps(case).len() == 1) {
        let said = steps(case)[0].as_str().unwrap().to_owned();
        assert!(need(&said).is_some(), "{said}");
    }
}

#[test]
fn cases_written_like_the_given_ones_are_heard() {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/hand_overs/again.json"));
    let again: Vec<serde_json::Value> = serde_json::from_str(text).unwrap();
    let single: Vec<&serde_json::Value> =
        again.iter().filter(|case| case["steps"].as_array().unwrap().len() == 1).collect();
    let missed: Vec<String> = single
        .iter()
        .filter(|case| need(case["steps"][0].as_str().unwrap()).is_none())
        .map(ToString::to_string)
        .collect();
    assert!(missed.is_empty(), "{} of {}:\n{}", missed.len(), single.len(), missed.join("\n"));
}

#[test]
fn a_plain_order_is_heard_in_every_language() {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/hand_overs/orders.toml"));
    let cases: BTreeMap<String, BTreeMap<String, Vec<String>>> = toml::from_str(text).unwrap();
    for (kind, languages) in &cases {
        for text in languages.values().flatten() {
            assert_eq!(may_order(text), kind == "order", "{text}");
        }
    }
    assert!(cases["order"].len() >= 34);
}

/// What people write every day in one language.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Everyday {
    words: String,
    messages: Vec<String>,
}

#[test]
fn everyday_words_of_one_language_call_nobody_in_another() {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/hand_overs/everyday.toml"));
    let everyday: BTreeMap<String, Everyday> = toml::from_str(text).unwrap();
    let mut wrong = Vec::new();
    for (language, said) in &everyday {
        let texts = said.words.split_whitespace().chain(said.messages.iter().map(String::as_str));
        wrong
            .extend(texts.filter_map(|text| Some(format!("{language}: {text:?} calls for {}", need(text)?))));
    }
    assert!(everyday.len() >= 15 && wrong.is_empty(), "{}", wrong.join("\n"));
    for text in ["con tôi bị nôn sau khi ăn", "tôi đang nôn nhiều", "nôn mửa cả đêm"] {
        assert_eq!(need(text), Some(Need::Medical), "{text}");
    }
}

#[test]
fn every_file_and_every_way_to_say_something_can_be_read() {
    for (tag, text) in crate::languages::NEEDS {
        let file: File = toml::from_str(text).unwrap_or_else(|error| panic!("{tag}: {error}"));
        let words = Classes::read(&file.words);
        for (need, patterns) in file.said.iter().chain(&file.but_not) {
            assert!(need.parse::<Need>().is_ok(), "{tag}: {need}");
            for pattern in patterns {
                assert!(Pattern::read(pattern, &words).is_some(), "{tag}: {pattern}");
            }
        }
        let roles = roles(&file);
        for pattern in &file.no_person {
            assert!(Pattern::read(pattern, &roles).is_some(), "{tag}: {pattern}");
        }
    }
}

#[test]
fn the_grammar_names_needs_and_roles_that_are_known() {
    let grammar: Grammar = toml::from_str(GRAMMAR).unwrap();
    let files = crate::languages::NEEDS.iter().map(|(_, text)| toml::from_str::<File>(text).unwrap());
    let mut roles = Texts::new();
    for file in files {
        roles.extend(file.roles.into_iter().map(|(role, words)| (role, vec![words])));
    }
    let roles = Classes::read(&roles);
    for (need, patterns) in grammar.said.iter().chain(&grammar.but_not) {
        assert!(need.parse::<Need>().is_ok(), "{need}");
        for pattern in patterns {
            assert!(Pattern::read(pattern, &roles).is_some(), "{pattern}");
        }
    }
}

#[test]
fn roles_say_a_need_in_either_order_and_a_question_about_it_does_not() {
    assert_eq!(need("the staff at the till was so rude"), Some(Need::Anger));
    assert_eq!(need("so rude, that waiter of yours"), Some(Need::Anger));
    assert_eq!(need("need to cancel my appointment on friday"), Some(Need::Person));
    assert_eq!(need("how can i cancel my appointment?"), None);
}

#[test]
fn a_clause_beside_another_is_heard_and_the_most_urgent_counts() {
    assert_eq!(need("Hello! What time do you close? And I smell gas in the kitchen."), Some(Need::Safety));
    assert_eq!(need("This is the worst shop ever, I want to speak to a human"), Some(Need::Anger));
    assert_eq!(need("😡😡😡"), Some(Need::Anger));
    assert_eq!(need(""), None);
    assert_eq!(need("Helllo, I want to speak to a manageer"), Some(Need::Person), "slips are forgiven");
}

#[test]
fn the_same_words_again_and_again_are_looked_at_where_they_stand_close() {
    let words = words::tokens(&"order broken wait ".repeat(230));
    let pattern = Pattern::read("~ order broken wait", &Classes::default()).unwrap();
    let spans = pattern.spans(&words).count();
    assert!((words.len() / 3..words.len() * 8).contains(&spans), "{spans} in {} words", words.len());
}
