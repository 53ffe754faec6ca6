//! Sentences that join what several records say, and the slips that joining must not let through.

use super::*;

fn checked(draft: &str, texts: &[&str]) -> Checked {
    let passages: Vec<Passage<'_>> = texts
        .iter()
        .map(|text| Passage { id: "1", title: "Shop", question: None, text, cited: true })
        .collect();
    check_before_verifying(draft, &passages, &Context::default())
}

fn holds(draft: &str, texts: &[&str]) -> bool {
    checked(draft, texts).holds()
}

const VALETS: [&str; 2] = [
    "Prices: small / medium / large\nMini valet: £25 / £30 / £38\nFull valet: £70 / £85 / £105",
    "Full valet about 3 hours, mini valet about 50 minutes.",
];

#[test]
fn a_sentence_may_join_a_price_and_a_length() {
    let draft = "A mini valet for a medium car is £30 and takes about 50 minutes.";
    let checked = checked(draft, &VALETS);
    assert!(checked.holds());
    let places: Vec<usize> = checked.sentences[0].evidence().map(|(at, _)| at).collect();
    assert_eq!(places, [0, 1]);
}

#[test]
fn each_figure_of_a_joined_sentence_is_its_own_records() {
    for draft in [
        "A mini valet for a medium car is £30 and takes about 3 hours.",
        "A full valet for a medium car is £30 and takes about 3 hours.",
        "A mini valet for a medium car is £85 and takes about 50 minutes.",
        "A full valet takes about 50 minutes and you can wait.",
    ] {
        assert!(!holds(draft, &VALETS), "{draft}");
    }
}

#[test]
fn a_second_pass_may_quote_each_place() {
    let passages = [
        Passage {
            id: "1",
            title: "Prices",
            question: None,
            text: "Mini valet £30. Full valet £85.",
            cited: true,
        },
        Passage {
            id: "2",
            title: "Times",
            question: None,
            text: "A mini valet takes about 50 minutes.",
            cited: true,
        },
    ];
    let draft = "A mini valet is £30 and takes about 50 minutes.";
    let entry = |document: &str, quote: &str| serde_json::json!({"sentence": draft, "verdict": "supported", "document": document, "quote": quote});
    let one = [entry("1", passages[0].text)];
    let both = [entry("1", passages[0].text), entry("2", passages[1].text)];
    let held = |entries: &[serde_json::Value]| {
        let verified = Verified::read(&serde_json::json!({ "sentences": entries }));
        check_verified(draft, &passages, &Context::default(), &verified)
    };
    assert!(!held(&one).holds(), "the length stands elsewhere");
    let held = held(&both);
    assert!(held.holds());
    assert_eq!(held.sentences[0].also.len(), 1);
}

#[test]
fn the_first_cell_may_hold_a_name_and_a_price() {
    let pots = ["Pot size 9 cm / 2 L / 10 L\nLavender £3.50 / £8 / £24\nBox ball — / £12 / £38"];
    assert!(holds("A 2-litre lavender is £8.", &pots));
    assert!(holds("A 10-litre box ball costs £38.", &pots));
    assert!(!holds("A 10-litre lavender is £8.", &pots));
    assert!(!holds("A 10-litre box ball costs £24.", &pots));
}

#[test]
fn prices_behind_dashes_in_one_line_are_a_list() {
    let list = ["Screen: iPhone 11 – £99, iPhone 13 – £149\nBattery: iPhone 11 – £49, iPhone 13 – £69"];
    assert!(holds("A screen for the iPhone 13 is £149.", &list));
    assert!(!holds("A battery for the iPhone 13 is £49.", &list));
}

#[test]
fn a_season_holds_in_each_of_its_months() {
    let hours = [
        "March–October: Mon–Sat 9–17, Sun 10–16. November–February: Tue–Sat 9–16, closed Sunday and Monday.",
    ];
    assert!(holds("In June we are open on Sundays from 10 to 16.", &hours));
    assert!(!holds("In December we are open on Sundays from 10 to 16.", &hours));
}

#[test]
fn what_is_excepted_behind_a_word_is_denied() {
    let offer = ["10 % di sconto sugli ordini (seta esclusa)."];
    assert!(!holds("Il 10 % di sconto vale sugli ordini di seta.", &offer));
}
