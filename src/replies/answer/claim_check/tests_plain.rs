//! What shops write shortly and drafts say in full, in many languages: none of it may be held back, and none of it lets a
//! neighbour's figure, day or item through.

use super::*;

fn holds_of(draft: &str, title: &str, text: &str, language: Option<&str>) -> bool {
    let passage = Passage { id: "1", title, question: None, text, cited: true };
    let context = Context { language, shop_language: language, ..Context::default() };
    check_before_verifying(draft, &[passage], &context).holds()
}

fn holds(draft: &str, text: &str, language: &str) -> bool {
    holds_of(draft, "Shop", text, Some(language))
}

#[test]
fn opening_lists_are_read_as_shops_write_them() {
    let list = "Mon, Tue 10 to 5.30\nWed 10 to 1";
    assert!(holds("On Wednesdays we are open from 10 am to 1 pm.", list, "en"));
    assert!(holds("On Tuesday we close at 5:30 pm.", list, "en"));
    assert!(!holds("On Wednesdays we are open from 10 am to 5:30 pm.", list, "en"));
    assert!(holds("Il lunedì siamo aperti dalle 15:30 alle 19.", "Lun 15.30-19.00", "it"));
    assert!(holds("Sonntags haben wir geschlossen.", "Di-Sa 9-18 Uhr. So, Mo zu.", "de"));
    assert!(!holds("Sonntags haben wir geöffnet.", "Di-Sa 9-18 Uhr. So, Mo zu.", "de"));
    let day_and_night = "Notdienst rund um die Uhr: 0361 5550177.";
    assert!(holds("Der Notdienst ist rund um die Uhr erreichbar: 0361 5550177.", day_and_night, "de"));
}

#[test]
fn half_a_day_belongs_to_the_time_before_it() {
    let hours = "Abierto todos los días de 7:00 a 22:30";
    let draft = "Está abierto todos los días de 7 de la mañana a 10 y media de la noche.";
    assert!(holds(draft, hours, "es"));
    assert!(!holds("Está abierto todos los días de 7 de la tarde a 10 y media de la noche.", hours, "es"));
}

#[test]
fn what_a_heading_says_prices_are_for_is_said_of_each() {
    let list = "| Basse saison (avril-juin, septembre) | Haute saison (juillet-août)\nTente | 16 € | 24 €\nChien | 2 € | 3,50 €";
    let said = |draft: &str| holds_of(draft, "Tarifs par nuit", list, Some("fr"));
    assert!(said("En basse saison, une tente coûte 16 € la nuit."));
    assert!(said("En juillet et août, la tente est à 24 € la nuit, en septembre à 16 €."));
    assert!(!said("En août, une tente coûte 16 € la nuit."));
    assert!(!said("Un chien coûte 3,50 € par nuit en mai."));
    let wine = "Vin | la bouteille | le carton de 6\nRouge | 11 € | 63 €\nRosé | 8 € | 45 €";
    assert!(holds("Le rouge est à 11 € la bouteille et 63 € le carton de six.", wine, "fr"));
    assert!(!holds("Le rouge est à 63 € la bouteille.", wine, "fr"));
}

#[test]
fn a_stroke_behind_money_says_what_it_is_for() {
    let list = "Fotokopi A4 hitam putih Rp300/lembar, bolak-balik Rp500";
    assert!(holds("Fotokopi A4 hitam putih 300 rupiah per lembar, bolak-balik 500.", list, "id"));
    assert!(!holds("Fotokopi A4 hitam putih 500 rupiah per lembar.", list, "id"));
    let lenses = "Lentes de contacto diárias, caixa de 30: 18 €";
    assert!(holds("As lentes de contacto diárias custam dezoito euros por caixa de 30.", lenses, "pt"));
}

#[test]
fn the_second_half_may_be_said_shortly() {
    let lessons = "60 min lesson £36\n90 min lesson £52";
    assert!(holds("A 60-minute lesson is thirty-six pounds, the 90-minute one fifty-two.", lessons, "en"));
    assert!(!holds("A 60-minute lesson is thirty-six pounds, the 90-minute one sixty-two.", lessons, "en"));
    assert!(!holds("A 60-minute lesson is thirty-six pounds, the 90-minute one thirty-six.", lessons, "en"));
    let grooming =
        "Behandeling | klein | middel | groot\nWassen | €28 | €36 | €48\nKnippen | €42 | €52 | €68";
    assert!(holds("Een middelgrote hond knippen kost €52, een grote €68.", grooming, "nl"));
    assert!(!holds("Een middelgrote hond knippen kost €52, een grote €48.", grooming, "nl"));
    let glasses = "Óculos prontos em 7 dias úteis, progressivos em 10 a 12 dias úteis.";
    assert!(holds(
        "Os óculos ficam prontos em 7 dias úteis; os progressivos levam de 10 a 12.",
        glasses,
        "pt"
    ));
}

#[test]
fn thousands_and_oblique_numbers_in_words_are_read() {
    let binding = "Jilid spiral Rp12.000\nJilid hard cover Rp45.000";
    assert!(holds("Jilid spiral dua belas ribu rupiah.", binding, "id"));
    assert!(!holds("Jilid spiral empat puluh lima ribu rupiah.", binding, "id"));
    assert!(holds("Замена струны стоит тысячу двести рублей.", "Замена струны - 1200 ₽", "ru"));
    assert!(holds("La tenda costa dodicimila euro.", "Tenda 12.000 €", "it"));
    assert!(!holds("La tenda costa tredicimila euro.", "Tenda 12.000 €", "it"));
}

#[test]
fn a_yes_beside_a_no_is_nobodys_no() {
    let barbecue = "Barbecue à charbon interdit ; gaz et électrique OK.";
    assert!(holds(
        "Non, le barbecue à charbon est interdit, mais au gaz ou électrique pas de souci.",
        barbecue,
        "fr"
    ));
    assert!(!holds("Le barbecue à charbon est autorisé.", barbecue, "fr"));
    let blocks = "Blocks must be used within 6 months. They can't be refunded but you can pass what's left on to a family member.";
    assert!(holds(
        "Blocks can't be refunded, but you can pass the rest on to a family member.",
        blocks,
        "en"
    ));
    assert!(!holds("Blocks can be refunded.", blocks, "en"));
    assert!(holds("Heeft uw hond vlooien, dan komt er €15 bij.", "Vlooien? Toeslag €15", "nl"));
    assert!(holds("Vous venez avec une tente ou une caravane ?", "Tente 16 €", "fr"));
    assert!(!holds("Sie sind glutenfrei?", "Tente 16 €", "de"));
}
