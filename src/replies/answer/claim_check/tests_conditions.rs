//! Conditions, scopes and neighbours that a draft must keep, each with the true sentence beside the slip.

use super::*;

fn holds(draft: &str, text: &str, language: &str, shop: &str) -> bool {
    let passages = [Passage { id: "1", title: "Shop", question: None, text, cited: true }];
    let context = Context { language: Some(language), shop_language: Some(shop), ..Context::default() };
    check_before_verifying(draft, &passages, &context).holds()
}

/// Each draft in its language over its text: those that hold, then those that do not.
fn told(text: &str, (language, shop): (&str, &str), held: &[&str], refused: &[&str]) {
    for draft in held {
        assert!(holds(draft, text, language, shop), "held back: {draft}");
    }
    for draft in refused {
        assert!(!holds(draft, text, language, shop), "sent: {draft}");
    }
}

#[test]
fn a_day_that_is_not_every_week_stays_so() {
    told(
        "Workshop am ersten Samstag im Monat 10-14 Uhr.",
        ("de", "de"),
        &["Der Workshop ist am ersten Samstag im Monat von 10 bis 14 Uhr."],
        &["Der Workshop ist jeden Samstag von 10 bis 14 Uhr."],
    );
    told("每月第一个周一闭馆清洁", ("zh", "zh"), &["每个月第一个周一我们闭馆清洁。"], &["每周一闭馆清洁。"]);
    told(
        "Mon to Fri 9.30-5.30, alternate Saturdays 10 am to 2 pm",
        ("en", "en"),
        &["We're open on alternate Saturdays from 10 am to 2 pm."],
        &["We're open every Saturday from 10 am to 2 pm."],
    );
    told(
        "Atelier un samedi sur deux, 10h-12h",
        ("fr", "fr"),
        &["L'atelier a lieu un samedi sur deux de 10h à 12h."],
        &["L'atelier a lieu tous les samedis de 10h à 12h."],
    );
}

#[test]
fn what_only_narrows_stays_narrow() {
    told(
        "Bar, EC-Karte oder PayPal. Auf Rechnung nur für Hausverwaltungen.",
        ("de", "de"),
        &["Auf Rechnung nur für Hausverwaltungen.", "Sie können bar oder mit EC-Karte bezahlen."],
        &["Sie können auf Rechnung bezahlen."],
    );
    told(
        "Diskon 10% untuk lebih dari 500 lembar (hitam putih saja)",
        ("id", "id"),
        &["Diskon 10% untuk fotokopi hitam putih lebih dari 500 lembar."],
        &["Ada diskon 10% untuk fotokopi warna di atas 500 lembar."],
    );
    told(
        "Sconto 10% per gli studenti (solo taglio)",
        ("it", "it"),
        &["Gli studenti hanno il 10% di sconto sul taglio."],
        &["Gli studenti hanno il 10% di sconto sul colore."],
    );
}

#[test]
fn a_figure_on_a_condition_keeps_it() {
    told(
        "Minimum age is 17 (16 if you get the enhanced mobility part of PIP).",
        ("en", "en"),
        &["The minimum age is 17."],
        &["Anybody can start lessons at 16.", "The minimum age is 16."],
    );
    told(
        "Motorway lesson 2 hrs £74 (only after you've passed!)",
        ("en", "en"),
        &["The motorway lesson is only after you've passed."],
        &["You can take the motorway lesson before you've passed your test."],
    );
    told(
        "Anfahrt in Erfurt inklusive, außerhalb 1,20 € je km",
        ("de", "de"),
        &["Die Anfahrt in Erfurt ist inklusive."],
        &["Die Anfahrt ist überall inklusive."],
    );
    told(
        "60 min: 16 € por persona",
        ("es", "es"),
        &["60 minutos cuestan 16 € por persona."],
        &["60 minutos cuestan 16 € en total para los cuatro."],
    );
}

#[test]
fn a_phone_is_that_of_its_line() {
    told(
        "Löberstraße 19, 99084 Erfurt. Notdienst rund um die Uhr: 0361 5550177. Laden: 0361 5550170.",
        ("de", "de"),
        &["Den Notdienst erreichen Sie unter 0361 5550177."],
        &["Den Notdienst erreichen Sie unter 0361 5550170."],
    );
    told(
        "Bookings: 020 7946 0011. Lost property: 020 7946 0022.",
        ("en", "en"),
        &["For lost property call 020 7946 0022."],
        &["For lost property call 020 7946 0011."],
    );
}

#[test]
fn a_neighbours_figure_is_the_neighbours() {
    told(
        "Garantia: armações 3 anos, lentes 2 anos (riscos não incluídos).",
        ("pt", "pt"),
        &["As lentes têm 2 anos de garantia.", "As armações têm 3 anos de garantia."],
        &["As lentes têm 3 anos de garantia."],
    );
    told(
        "Óculos prontos em 7 dias úteis, progressivos em 10 a 12 dias úteis.",
        ("pt", "pt"),
        &["Os óculos ficam prontos em 7 dias úteis."],
        &["Os óculos progressivos ficam prontos em 7 dias úteis."],
    );
    told(
        "Behandeling | klein (tot 10 kg) | middel (10-25 kg) | groot (vanaf 25 kg)\nWassen en föhnen | €28 | €36 | €48\nKnippen | €42 | €52 | €68",
        ("nl", "nl"),
        &["Een grote hond knippen kost €68.", "Knippen van een middelgrote hond kost €52."],
        &["Knippen van een grote hond kost €52."],
    );
    told(
        "Autoservicio abierto todos los días del año, de 7:00 a 22:30 (última lavadora a las 21:30).",
        ("es", "es"),
        &["La última lavadora se pone a las 21:30.", "El autoservicio abre todos los días de 7:00 a 22:30."],
        &["La última lavadora se pone a las 22:30."],
    );
}

#[test]
fn a_no_beside_times_or_behind_but_is_read() {
    told(
        "Piscine chauffée, 10h-19h, pas de surveillance.",
        ("fr", "fr"),
        &["La piscine est ouverte de 10h à 19h."],
        &["La piscine est surveillée de 10h à 19h."],
    );
    told(
        "The eggs are free range but not organic.",
        ("en", "en"),
        &["The eggs are free range."],
        &["The eggs are organic.", "Our eggs are free range and organic."],
    );
}

#[test]
fn what_is_gone_is_not_there() {
    told(
        "Rosé 8 €\nBlanc moelleux : épuisé, prochaine mise en bouteille en novembre",
        ("fr", "fr"),
        &["Le blanc moelleux est épuisé."],
        &["Oui, il nous reste du blanc moelleux."],
    );
    told(
        "Erdbeertorte: ausverkauft bis Mai.",
        ("de", "de"),
        &["Die Erdbeertorte ist ausverkauft."],
        &["Wir haben noch Erdbeertorte."],
    );
}

#[test]
fn nobody_knows_that_the_customers_own_is_ready() {
    told(
        "Reparaturen dauern 5 Werktage. Wir melden uns, wenn alles fertig ist.",
        ("de", "de"),
        &["Wir melden uns, wenn alles fertig ist."],
        &["Ihre Reparatur ist schon fertig."],
    );
    told(
        "Óculos prontos em 7 dias úteis.",
        ("pt", "pt"),
        &["Os óculos ficam prontos em 7 dias úteis."],
        &["Os seus óculos já estão prontos para levantar."],
    );
}

#[test]
fn a_span_in_words_is_a_figure() {
    told(
        "На настройку гарантия 3 месяца.",
        ("ru", "ru"),
        &["Гарантия на настройку 3 месяца."],
        &["На настройку гарантия полгода."],
    );
    told(
        "Disdetta gratuita fino a 3 giorni prima.",
        ("nl", "it"),
        &["Annuleren is gratis tot 3 dagen van tevoren."],
        &["Annuleren is gratis tot één dag van tevoren."],
    );
}
