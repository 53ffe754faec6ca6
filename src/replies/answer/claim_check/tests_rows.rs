//! Rows of lists with sizes, colours and stock, and what answers say around them: the true sentence beside the slip.

use super::*;

const SHIRTS: &str = "Product: T-shirt | Variant: S, Red | Price: 18.00 EUR | Availability: in stock\n\
    Product: T-shirt | Variant: M, Red | Price: 19.00 EUR | Availability: in stock\n\
    Product: T-shirt | Variant: M, Blue | Price: 21.00 EUR | Availability: in stock\n\
    Product: T-shirt | Variant: XL, Blue | Price: 25.00 EUR | Availability: sold out";

pub(super) fn answers(question: &str, draft: &str, text: &str, language: &str) -> bool {
    let passages = [Passage { id: "1", title: "Shop", question: None, text, cited: true }];
    let context =
        Context { language: Some(language), shop_language: Some(language), question, ..Context::default() };
    check_before_verifying(draft, &passages, &context).holds()
}

pub(super) fn holds(draft: &str, text: &str, language: &str) -> bool {
    answers("", draft, text, language)
}

#[test]
fn a_variant_has_its_own_price() {
    assert!(holds("The T-shirt in M, Blue costs 21.00 EUR.", SHIRTS, "en"));
    assert!(holds("The blue T-shirt in size M costs 21 euros.", SHIRTS, "en"));
    assert!(!holds("The T-shirt in S costs 19.00 EUR.", SHIRTS, "en"));
    assert!(!holds("The blue T-shirt in M costs 19.00 EUR.", SHIRTS, "en"));
}

#[test]
fn one_row_by_itself_is_a_row() {
    let row = "Product: Polo shirt | Variant: Blue | Price: 19.00 EUR";
    assert!(holds("The Polo shirt in Blue costs 19.00 EUR.", row, "en"));
    assert!(!holds("The Polo shirt in Green costs 19.00 EUR.", row, "en"));
}

#[test]
fn it_is_what_was_asked_of() {
    let asked = "How much is the T-shirt in M blue?";
    assert!(answers(asked, "It costs 21.00 EUR.", SHIRTS, "en"));
    assert!(!answers(asked, "It costs 19.00 EUR.", SHIRTS, "en"));
    assert!(!answers("Is the T-shirt in XL in stock?", "Yes, it is in stock.", SHIRTS, "en"));
}

#[test]
fn what_is_sold_out_is_not_in_stock() {
    assert!(holds("The blue T-shirt in XL is sold out.", SHIRTS, "en"));
    assert!(!holds("The blue T-shirt in XL is in stock.", SHIRTS, "en"));
    let later = "Product: Table | Price: 155.00 EUR | Availability: can be ordered, delivered later";
    assert!(holds("The table can be ordered.", later, "en"));
    assert!(!holds("The table is in stock.", later, "en"));
    let rows = "Ürün: Kulaklık | Model: Siyah | Fiyat: 1.250 TL | Stok: var\n\
        Ürün: Kulaklık | Model: Beyaz | Fiyat: 1.350 TL | Stok: yok";
    assert!(holds("Beyaz kulaklık stokta yok.", rows, "tr"));
    assert!(!holds("Beyaz kulaklık stokta var.", rows, "tr"));
}

#[test]
fn a_property_of_what_is_sold_is_never_made_up() {
    let row = "Wool hat | 25.00 EUR | in stock";
    assert!(holds("The wool hat costs 25 euros.", row, "en"));
    for made_up in ["The wool hat is waterproof.", "The wool hat is suitable for you."] {
        assert!(!holds(made_up, row, "en"), "{made_up}");
    }
}

#[test]
fn dashes_under_a_header_are_part_of_its_table() {
    let table = "| Room | Low season | High season |\n|---|---|---|\n| Double | 75 € | 110 € |";
    assert!(holds("A double room costs 110 € in high season.", table, "en"));
    assert!(!holds("A double room costs 75 € in high season.", table, "en"));
}

#[test]
fn first_days_and_numbers_in_order_are_read() {
    let shut = "Fermeture annuelle du 1er au 15 août.";
    assert!(holds("Nous sommes fermés du 1er au 15 août.", shut, "fr"));
    assert!(!holds("Nous sommes fermés du 2 au 15 août.", shut, "fr"));
    let vaccine = "Szczeniaki szczepimy od 8. tygodnia życia.";
    assert!(holds("Szczepimy szczeniaki od 8. tygodnia życia.", vaccine, "pl"));
    assert!(!holds("Szczepimy szczeniaki od 6. tygodnia życia.", vaccine, "pl"));
}

#[test]
fn not_to_know_one_thing_says_another() {
    let text = "Schlauch wechseln Stadtrad 15 €.";
    let draft = "Zu Rennrädern habe ich keine Angabe, aber beim Stadtrad kostet der Schlauch 15 €.";
    assert!(holds(draft, text, "de"));
    let wrong = "Zu Rennrädern habe ich keine Angabe, aber beim Stadtrad kostet der Schlauch 22 €.";
    assert!(!holds(wrong, text, "de"));
}

#[test]
fn a_day_that_closes_earlier_closes_then() {
    let hours = "रोज़ सुबह 9 बजे से रात 10 बजे तक। मंगलवार को शाम 6 बजे तक।";
    assert!(holds("मंगलवार को हम शाम 6 बजे तक खुले हैं।", hours, "hi"));
    assert!(!holds("मंगलवार को हम रात 10 बजे तक खुले हैं।", hours, "hi"));
}

#[test]
fn a_price_has_the_days_it_is_of() {
    let prices = "Türöffnung: Mo-Fr 7-19 Uhr 89 €, abends 19-22 Uhr und samstags 129 €.";
    assert!(holds("Die Türöffnung kostet montags bis freitags zwischen 7 und 19 Uhr 89 Euro.", prices, "de"));
    assert!(!holds(
        "Die Türöffnung kostet montags bis freitags zwischen 7 und 19 Uhr 129 Euro.",
        prices,
        "de"
    ));
    assert!(!holds("Die Türöffnung kostet sonntags 129 Euro.", prices, "de"));
}

#[test]
fn tags_are_taken_out_before_anything_is_checked() {
    let plain =
        without_citation_marks("<p>The <b>belt</b> costs 20.00 EUR.</p><br/>Thank you, <name>! 2 < 3");
    assert_eq!(plain, "The belt costs 20.00 EUR.\nThank you, <name>! 2 < 3");
}
