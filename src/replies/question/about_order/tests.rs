//! Questions about orders in every language, and what only sounds like one.

use std::collections::BTreeMap;

use super::*;

/// By language: what asks what, and what only sounds like it.
type Cases = BTreeMap<String, BTreeMap<String, Vec<String>>>;

#[test]
fn every_language_asks_in_its_own_words_and_what_only_sounds_like_it_is_not_heard() {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/orders/asked.toml"));
    let cases: Cases = toml::from_str(text).unwrap();
    let mut wrong = Vec::new();
    for (language, kinds) in &cases {
        for (kind, texts) in kinds {
            for text in texts {
                let heard = about_order(text).map_or("nothing", OrderQuestion::as_str);
                if heard != kind {
                    wrong.push(format!("{language}: {text:?} asks {kind}, heard {heard}"));
                }
            }
        }
    }
    for (tag, _) in ORDERS {
        assert!(cases.contains_key(*tag), "no case of {tag}");
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn what_was_ordered_money_back_short_numbers_and_orders_called_by_their_number_are_heard_in_every_language() {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/orders/asked_more.toml"));
    let cases: Cases = toml::from_str(text).unwrap();
    let mut wrong = Vec::new();
    for (language, kinds) in &cases {
        for (kind, texts) in kinds {
            for text in texts {
                let heard = match about_order(text) {
                    Some(OrderQuestion::Status) if numbers(text) == ["12"] => "order_12",
                    Some(question) => question.as_str(),
                    None if calls_off(text) => "calls_off",
                    None => "nothing",
                };
                if heard != kind || kind == "nothing" && !numbers(text).iter().all(|one| one.len() > 2) {
                    wrong.push(format!("{language}: {text:?} is {kind}, heard {heard}, {:?}", numbers(text)));
                }
            }
        }
    }
    for (tag, _) in ORDERS {
        assert!(cases.get(*tag).is_some_and(|kinds| kinds.len() == 5), "no case of {tag}");
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_same_and_yet_not_is_heard_as_such() {
    for text in [
        "the same again but without onions",
        "same again x2",
        "il solito ma senza cipolla",
        "nochmal dasselbe aber ohne Zwiebeln",
    ] {
        assert!(again_otherwise(text) && about_order(text).is_none(), "{text}");
    }
    for text in ["the same again please", "where is my order 1042", "2 kg of ham", "the same problem again"] {
        assert!(!again_otherwise(text), "{text}");
    }
}

#[test]
fn whoever_takes_an_order_back_is_heard_in_every_language_and_whoever_asks_whether_one_can_is_not() {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/orders/called_off.toml"));
    let cases: Cases = toml::from_str(text).unwrap();
    let mut wrong = Vec::new();
    for (language, kinds) in &cases {
        for (kind, texts) in kinds {
            for text in texts {
                if calls_off(text) != (kind == "calls_off") {
                    wrong.push(format!("{language}: {text:?} is no {kind}"));
                }
                if about_order(text).is_some() {
                    wrong.push(format!("{language}: {text:?} is told where the order is"));
                }
            }
        }
    }
    for (tag, _) in ORDERS {
        let kinds = cases.get(*tag).unwrap_or_else(|| panic!("no case of {tag}"));
        assert!(kinds.contains_key("calls_off") && kinds.contains_key("asks"), "{tag}");
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    for text in ["I want to order a cake", "I will change my mind", "vorrei aggiungere una cosa alla lista"] {
        assert!(!calls_off(text), "{text}");
    }
    assert!(!calls_off("where is my order") && !calls_off("the same again please"));
}

#[test]
fn whoever_asks_why_something_else_is_so_still_takes_the_order_back() {
    for (text, expected) in [
        ("Why are you closed today? Please cancel my order 1042", CalledOff::Order),
        ("Perché non rispondete? Annulla il mio ordine", CalledOff::Order),
        ("Why are you closed today? I want to cancel my appointment", CalledOff::Booking),
        ("Why did you cancel my order?", CalledOff::Why),
        ("Hello. Perché avete annullato il mio ordine?", CalledOff::Why),
    ] {
        assert_eq!(called_off(text), Some(expected), "{text}");
    }
}

#[test]
fn every_file_can_be_read() {
    assert_eq!(ALL.len(), ORDERS.len());
    for (tag, text) in ORDERS {
        toml::from_str::<File>(text).unwrap_or_else(|error| panic!("{tag}: {error}"));
    }
}

#[test]
fn numbers_are_told_from_other_figures() {
    assert_eq!(numbers("where is order #A-1042?"), ["A-1042"]);
    assert_eq!(numbers("ordine n. 1042/b, grazie"), ["1042/B"]);
    for (text, number) in [
        ("where is my order 12?", "12"),
        ("where is order #2", "2"),
        ("A che punto è l'ordine 2?", "2"),
        ("order no. 12, please: where is it?", "12"),
        ("did the payment for order 12 go through?", "12"),
        ("where is nr. 12?", "12"),
    ] {
        assert_eq!(numbers(text), [number], "{text}");
    }
    for text in [
        "2 kg for 20 people at 8",
        "2 orders",
        "order 2 pizzas",
        "same order 2 times",
        "order 3 days ago",
        "where is my order? I live in via Roma n. 12",
        "where is my order at 12.30",
        "I want to order 2",
        "where are my 2 orders?",
    ] {
        assert_eq!(numbers(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn whoever_asks_for_a_price_takes_nothing_back() {
    for text in [
        "Quanto costa cambiare una camera d'aria?",
        "How much is it to change a seat?",
        "Was kostet es, den Termin zu verschieben?",
    ] {
        assert_eq!(called_off(text), None, "{text}");
    }
    assert_eq!(called_off("Vorrei annullare la camera"), Some(CalledOff::Booking));
}
