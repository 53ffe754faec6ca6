//! What is said in other words than the record's, and what is left out of them: the true sentence beside the slip.

use super::tests_rows::{answers, holds};

#[test]
fn about_so_long_is_held_by_so_long() {
    let row = "Servizio: Taglio donna | Durata: 45 min | Prezzo: 32 €";
    assert!(holds("Il taglio donna costa 32 € e dura circa 45 minuti.", row, "it"));
    assert!(!holds("Il taglio donna costa 32 € e dura circa 30 minuti.", row, "it"));
}

#[test]
fn a_least_is_no_time_of_day_and_an_hourly_price_none_of_two_hours() {
    let row = "Prestation: Repassage | Tarif: 26 € de l'heure | Minimum: 2 heures";
    assert!(holds("Le repassage est à 26 € de l'heure, avec un minimum de deux heures.", row, "fr"));
    assert!(!holds("Le repassage coûte 26 € pour deux heures.", row, "fr"));
    let windows = "Prestation: Vitres | Tarif: 5 € par fenêtre | Minimum: 8 fenêtres";
    assert!(!holds("Les vitres sont à 5 € de l'heure.", windows, "fr"));
}

#[test]
fn an_old_price_and_an_age_are_read_in_their_cells() {
    let row = "Product: Balance bike | Variant: red | Price: £65.00 (was £79.00) | Age: 2+ | Stock: in stock";
    assert!(holds("The red balance bike is now £65 instead of £79.", row, "en"));
    assert!(holds("The red balance bike is for ages 2 and up.", row, "en"));
    assert!(!holds("The red balance bike is for ages 4 and up.", row, "en"));
}

#[test]
fn a_row_is_told_where_several_have_prices() {
    let bears = "Product: Bear | Variant: small (25 cm) | Price: £14.50\n\
        Product: Bear | Variant: large (60 cm) | Price: £39.00";
    assert!(holds("The small bear costs £14.50.", bears, "en"));
    assert!(answers("How much is the small bear?", "The bear costs £14.50.", bears, "en"));
    assert!(!answers("How much is the large bear?", "The bear costs £14.50.", bears, "en"));
    assert!(!holds("The bear costs £14.50.", bears, "en"));
    assert!(holds(
        "The bear costs £14.50.",
        "Product: Bear | Price: £14.50\nProduct: Bear hat | Price: £9.00",
        "en"
    ));
}

#[test]
fn what_a_list_leaves_out_is_not_done() {
    let delivery = "We deliver to Ireland and Malta only. Ireland costs €9.";
    assert!(holds("We only deliver to Ireland and Malta, so we can't deliver to Germany.", delivery, "en"));
    assert!(!holds("We can't deliver to Malta.", delivery, "en"));
    let dinners = "Cenas: de jueves a sábado de 20:30 a 23:30.";
    assert!(holds("Los domingos no hay cenas.", dinners, "es"));
    assert!(!holds("Los sábados no hay cenas.", dinners, "es"));
}

#[test]
fn a_term_of_what_is_free_is_kept() {
    let terms = "Cancellation is free up to 48 hours before. The drink is not included in the menu of 14 €.";
    assert!(holds("You can cancel for free up to 48 hours before.", terms, "en"));
    assert!(!holds("You can cancel for free at any time.", terms, "en"));
    assert!(!holds("The menu includes the drink.", terms, "en"));
    let seats = "Child seat 10 €, helmet free of charge.";
    assert!(!holds("The child seat is free.", seats, "en"));
}

#[test]
fn what_is_not_known_is_said_beside_what_is() {
    let list = "A city bike costs 49 €.";
    assert!(holds("I have no information on racing bikes. A city bike costs 49 €.", list, "en"));
    assert!(!holds("I have no information on racing bikes.", list, "en"));
}

#[test]
fn inside_is_not_outside() {
    let list = "Frais de déplacement : 10 € hors de Lyon.";
    assert!(holds("Hors de Lyon, les frais de déplacement sont de 10 €.", list, "fr"));
    assert!(!holds("À Lyon, les frais de déplacement sont de 10 €.", list, "fr"));
}
