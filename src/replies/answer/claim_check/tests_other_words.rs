//! What is said in other words or forms than the record's, in kinds: each true sentence beside the slip that is like it.

use super::tests_rows::{answers, holds};
use super::{Context, Passage, check_before_verifying, without_citation_marks};

/// A draft in one language over a text in another.
fn across(draft: &str, language: &str, text: &str, shop: &str) -> bool {
    let passages = [Passage { id: "1", title: "", question: None, text, cited: true }];
    let context = Context { language: Some(language), shop_language: Some(shop), ..Context::default() };
    check_before_verifying(draft, &passages, &context).holds()
}

#[test]
fn what_only_names_a_day_tells_no_hours() {
    let hours = "Poniedziałek–piątek 7:30–17:30, sobota 8:00–13:00, niedziela nieczynne. Na wymianę oleju można przyjechać bez umówienia w soboty.";
    assert!(holds("W sobotę jesteśmy czynni od 8 do 13.", hours, "pl"));
    assert!(!holds("W sobotę jesteśmy czynni od 8 do 17.", hours, "pl"));
    assert!(!holds("W niedzielę jesteśmy czynni.", hours, "pl"));
    let doctors = "Cumartesi 10:00–15:00, pazar kapalı. Elif Kaya salı ve perşembe günleri çalışır.";
    assert!(holds("Cumartesi günleri 10:00–15:00 arası açığız.", doctors, "tr"));
    assert!(!holds("Pazar günleri 10:00–15:00 arası açığız.", doctors, "tr"));
    let shows = "Shows Tuesday and Friday at 8 pm. No shows on Monday.";
    assert!(!holds("There is a show on Monday at 8 pm.", shows, "en"));
}

#[test]
fn each_day_that_is_closed_is_told_by_its_own_record() {
    let closed = "일요일 휴무.\n매월 첫째 월요일 휴무.";
    assert!(holds("일요일과 매월 첫째 월요일은 휴무입니다.", closed, "ko"));
    assert!(!holds("토요일과 매월 첫째 월요일은 휴무입니다.", closed, "ko"));
}

#[test]
fn weekdays_are_those_of_the_bracket() {
    let rows = "Sunday, Tuesday and Wednesday: gold ticket 170 SAR.";
    assert!(holds("On weekdays (Sunday, Tuesday, Wednesday) a gold ticket is 170 SAR.", rows, "en"));
    assert!(!holds("On weekdays (Sunday, Monday, Wednesday) a gold ticket is 170 SAR.", rows, "en"));
}

#[test]
fn after_that_goes_on_in_what_stands_behind() {
    let terms = "Annulation gratuite jusqu'à 48 heures avant ; après, une heure est facturée.";
    let of = |after: &str| format!("Vous pouvez annuler gratuitement jusqu'à 48 h avant. {after}");
    assert!(holds(&of("Passé ce délai, nous facturons une heure."), terms, "fr"));
    assert!(!holds(&of("Passé ce délai, nous facturons deux heures."), terms, "fr"));
    assert!(!holds(&of("Passé ce délai, c'est gratuit aussi."), terms, "fr"));
    let japanese = "キャンセルは2日前まで無料、それ以降は全額。";
    assert!(holds(
        "キャンセルは2日前まででしたら無料です。それを過ぎますと全額を頂戴します。",
        japanese,
        "ja"
    ));
    assert!(!holds(
        "キャンセルは2日前まででしたら無料です。それを過ぎますと半額を頂戴します。",
        japanese,
        "ja"
    ));
}

#[test]
fn what_is_paid_apart_is_not_included() {
    let menu = "El menú del día cuesta 14 €. La bebida no está incluida. El café está incluido.";
    assert!(holds("La bebida va aparte.", menu, "es"));
    assert!(!holds("El café va aparte.", menu, "es"));
    assert!(holds("Die TÜV-Gebühren kommen noch dazu.", "TÜV-Gebühren nicht enthalten.", "de"));
    assert!(!holds("Die TÜV-Gebühren kommen noch dazu.", "TÜV-Gebühren inklusive.", "de"));
}

#[test]
fn who_does_not_pay_is_free() {
    let fee = "Joining fee €20, waived for students.";
    assert!(holds("Students don't pay the joining fee.", fee, "en"));
    assert!(!holds("Students don't pay the joining fee.", "Joining fee €20, for students €10.", "en"));
}

#[test]
fn a_voucher_is_given_and_costs_what_it_costs() {
    assert!(holds("La caja de regalo cuesta 3 €.", "Caja de regalo 3 €.", "es"));
    assert!(across("Los vales regalo valen 12 meses.", "es", "Gift vouchers are valid for 12 months.", "en"));
    assert!(!across(
        "Los vales regalo valen 24 meses.",
        "es",
        "Gift vouchers are valid for 12 months.",
        "en"
    ));
}

#[test]
fn an_age_without_its_unit_is_one_of_years() {
    let rule = "Members are 16 years or older.";
    assert!(answers("Can my son join? He is 15.", "He must be at least 16.", rule, "en"));
    assert!(!answers("Can my son join? He is 15.", "He must be at least 14.", rule, "en"));
    assert!(across("You must be over 18.", "en", "Maiores de 18 anos.", "pt"));
    assert!(!across("You must be under 18.", "en", "Maiores de 18 anos.", "pt"));
}

#[test]
fn measures_keep_their_raised_figure_in_every_script() {
    assert_eq!(without_citation_marks("больше 10 м², но"), "больше 10 м², но");
    assert_eq!(without_citation_marks("It costs 5 euros²."), "It costs 5 euros.");
}

#[test]
fn figures_are_read_as_each_language_writes_them() {
    assert!(across("Имплант стоит от 28 000 турецких лир.", "ru", "İmplant 28.000 TL'den başlayan", "tr"));
    assert!(!across("Имплант стоит от 18 000 турецких лир.", "ru", "İmplant 28.000 TL'den başlayan", "tr"));
    let hours = "donderdag 8.30–20.00 uur, vrijdag 8.30–18.00 uur";
    assert!(across("Perşembe günleri 8.30'dan 20.00'ye kadar açığız.", "tr", hours, "nl"));
    assert!(!across("Cuma günleri 8.30'dan 20.00'ye kadar açığız.", "tr", hours, "nl"));
    let week = "Szczeniaki szczepimy od 8. tygodnia życia.";
    assert!(across("Puppies can be vaccinated from the 8th week of life.", "en", week, "pl"));
    assert!(!across("Puppies can be vaccinated from the 6th week of life.", "en", week, "pl"));
}

#[test]
fn one_hour_is_what_an_hour_costs() {
    let kayak = "Kayak singolo 10 € l'ora";
    assert!(holds("Un kayak singolo per un'ora costa 10 €.", kayak, "it"));
    assert!(!holds("Un kayak singolo per due ore costa 10 €.", kayak, "it"));
}

#[test]
fn a_month_is_told_by_its_dates() {
    let closed = "Chiusi per ferie dal 10 al 25 agosto";
    assert!(holds("Ad agosto siamo chiusi dal 10 al 25.", closed, "it"));
    assert!(!holds("A luglio siamo chiusi dal 10 al 25.", closed, "it"));
}

#[test]
fn long_words_of_two_languages_are_told_by_their_consonants() {
    let list = "Sessão de fisioterapia (45 min) 38 €\nDrenagem linfática (60 min) 48 €";
    assert!(across("Le drainage lymphatique coûte 48 €.", "fr", list, "pt"));
    assert!(!across("Le drainage lymphatique coûte 38 €.", "fr", list, "pt"));
}

#[test]
fn a_share_of_the_price_is_what_is_off() {
    let offers = "Hermanos: 10 % en el segundo";
    assert!(across("O segundo irmão tem 10% de desconto.", "pt", offers, "es"));
    assert!(!across("O segundo irmão tem 15% de desconto.", "pt", offers, "es"));
    assert!(!holds("Los niños tienen un 30 % de descuento en la señal.", "Señal del 20 %.", "es"));
}
