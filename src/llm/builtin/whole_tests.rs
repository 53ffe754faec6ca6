//! What is quoted is whole: with what takes it back, what it is for, and in its own row.

use super::tests::{ask, document};

#[test]
fn what_takes_back_or_narrows_is_not_left_out() {
    for (text, question, said) in [
        (
            "We deliver on Tuesdays; not in August.",
            "When do you deliver?",
            "We deliver on Tuesdays; not in August.",
        ),
        (
            "Delivery costs 6.90 €; it is free for orders above 80 €.",
            "How much is delivery?",
            "Delivery costs 6.90 €; it is free for orders above 80 €.",
        ),
        (
            "The course costs 90 €; members pay 70 €.",
            "How much is the course?",
            "The course costs 90 €; members pay 70 €.",
        ),
        (
            "La garanzia sulle biciclette è di 2 anni; sul telaio Aurora di 5 anni.",
            "garanzia del telaio Aurora?",
            "La garanzia sulle biciclette è di 2 anni; sul telaio Aurora di 5 anni.",
        ),
        (
            "We deliver on Saturdays\nonly within Verona.",
            "Do you deliver on Saturdays?",
            "We deliver on Saturdays only within Verona.",
        ),
        ("Dogs are welcome. Except on Sundays.", "Are dogs welcome?", "Dogs are welcome. Except on Sundays."),
        (
            "Breakfast is included. This does not apply to the Basic room.",
            "Is breakfast included?",
            "Breakfast is included. This does not apply to the Basic room.",
        ),
    ] {
        let found = ask(question, vec![document("1", "Shop", text)]);
        assert!(
            found.as_deref().is_none_or(|found| found == format!("{said} [[1]]")),
            "{question} {found:?}"
        );
    }
    let list = vec![document("1", "Prices", "Manicure: 25 €; Pedicure: 35 €.")];
    assert_eq!(ask("How much is a manicure?", list).as_deref(), Some("Manicure: 25 € [[1]]"));
}

#[test]
fn a_number_under_a_price_is_one_without_its_money() {
    let rows =
        |column: &str| format!("Service: Manicure | {column}: 25.00\nService: Pedicure | {column}: 35.00");
    for (column, question) in [
        ("Price", "How much is a manicure?"),
        ("Prezzo", "Quanto costa manicure?"),
        ("Preis", "Was kostet die Manicure?"),
    ] {
        let said = ask(question, vec![document("1", "List", &rows(column))]);
        assert!(
            said.as_deref().is_some_and(|said| said.contains("25.00") && !said.contains("35")),
            "{question} {said:?}"
        );
    }
    let counts =
        vec![document("1", "List", "Service: Manicure | Minutes: 25\nService: Pedicure | Minutes: 35")];
    assert_eq!(ask("How much is a manicure?", counts), None);
}

#[test]
fn what_all_rows_are_is_no_row() {
    let rows = "Articolo: Cambio camera d'aria | Prezzo: 12,00 €\nArticolo: Lucchetto | Prezzo: 25,00 €";
    let asked = |question| ask(question, vec![document("1", "Listino", rows)]);
    assert_eq!(asked("Posso rendere un articolo?"), None);
    assert_eq!(asked("Quanto costa un articolo?"), None);
    assert_eq!(asked("Quanto costa il lucchetto?").as_deref(), Some("Lucchetto: Prezzo 25,00 € [[1]]"));
}

#[test]
fn lines_that_are_broken_early_are_one_sentence() {
    let leaflet = "We deliver on Saturdays\nonly within Verona.\nDelivery is free for orders\nabove 80 euro. Dogs are\nwelcome except in the\ndining room.";
    for (question, said) in [
        ("Are dogs welcome?", "Dogs are welcome except in the dining room."),
        ("Is delivery free?", "Delivery is free for orders above 80 euro."),
    ] {
        let found = ask(question, vec![document("1", "Shop", leaflet)]);
        assert!(
            found.as_deref().is_none_or(|found| found == format!("{said} [[1]]")),
            "{question} {found:?}"
        );
    }
    let list = vec![document("1", "Prices", "taglio donna 35 €\npiega 20 €")];
    assert_eq!(ask("quanto costa la piega?", list).as_deref(), Some("piega 20 € [[1]]"));
}

#[test]
fn who_must_not_eat_it_is_not_offered_it() {
    let list = "Dish: Carbonara | Price: 11 € | Allergens: egg, gluten, milk\nDish: Tofu curry | Price: 12 € | Allergens: soy";
    for question in [
        "What has no gluten?",
        "Do you have anything gluten free?",
        "Anything without milk?",
        "Was ist glutenfrei?",
    ] {
        assert_eq!(ask(question, vec![document("1", "Menu", list)]), None, "{question}");
    }
}

#[test]
fn a_price_keeps_what_stands_behind_it_and_its_own_name() {
    let cuts =
        "Cut: Rib eye | Price: 32 € | Notes: per kg\nCut: Goose | Price: 18 € | Notes: order by 15 December";
    let found = ask("How much is the rib eye?", vec![document("1", "Cuts", cuts)]);
    assert!(found.as_deref().is_none_or(|found| found.contains("per kg")), "{found:?}");
    let pairs = || vec![document("1", "Drinks", "Coffee | 2 € | Tea | 1.80 €\nWater | 1 € | Juice | 3 €")];
    assert_eq!(ask("How much is tea?", pairs()).as_deref(), Some("Tea: 1.80 € [[1]]"));
    assert_eq!(ask("How much is a juice?", pairs()).as_deref(), Some("Juice: 3 € [[1]]"));
}

#[test]
fn a_special_day_is_no_rest_of_the_week() {
    let hours = "Lunes, domingo: cerrado; martes, miércoles, jueves, viernes: 09:00-12:30, 15:00-19:00; sábado: 09:00-18:00\n\
                 8 de diciembre de 2026 (Inmaculada Concepción): 09:00-13:00";
    let told = ask("¿A qué hora abren el sábado?", vec![document("1", "Horario", hours)]);
    assert!(
        told.as_deref().is_some_and(|told| told.contains("09:00-18:00") && !told.contains("13:00")),
        "{told:?}"
    );
}
