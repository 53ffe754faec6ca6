//! How true sentences are said in other words than the record's, and the slips beside each that must not go.

use super::*;

fn holds(draft: &str, texts: &[&str], language: &str) -> bool {
    let passages: Vec<Passage<'_>> = texts
        .iter()
        .map(|text| Passage { id: "1", title: "Shop", question: None, text, cited: true })
        .collect();
    let context = Context { language: Some(language), shop_language: Some(language), ..Context::default() };
    check_before_verifying(draft, &passages, &context).holds()
}

/// Each draft in its language over its text: those that hold, then those that do not.
fn told(texts: &[&str], language: &str, held: &[&str], refused: &[&str]) {
    for draft in held {
        assert!(holds(draft, texts, language), "held back: {draft}");
    }
    for draft in refused {
        assert!(!holds(draft, texts, language), "sent: {draft}");
    }
}

#[test]
fn a_number_over_a_column_is_no_part_of_the_price_below() {
    told(
        &[
            "Players: 2 / 3–4 / 5–6 (price per person)\nSubmarine (75 min): €34 / €29 / €26\nVault (60 min): €30 / €25 / €22",
        ],
        "en",
        &["For four players the Submarine is €29 each.", "For two players the Vault is €30 each."],
        &["For four players the Submarine is €26 each.", "For two players the Vault is €34 each."],
    );
}

#[test]
fn between_spans_hours_and_and_spans_no_days() {
    told(
        &["Ploiești: luni–vineri 9–17"],
        "ro",
        &["La Ploiești suntem deschiși de luni până vineri, între 9 și 17."],
        &["La Ploiești suntem deschiși de luni până vineri, între 9 și 18."],
    );
    told(
        &["Deliveries go out Wednesdays and Fridays."],
        "en",
        &["Deliveries go out on Wednesdays and Fridays."],
        &["Deliveries go out on Thursdays."],
    );
}

#[test]
fn hours_before_a_day_of_closing_are_those_of_the_other_days() {
    told(
        &["駅前店：10:00〜19:00、水曜定休\n川口店：9:30〜18:30、木曜定休"],
        "ja",
        &["川口店は木曜日がお休みで、営業時間は9時半から18時半までです。"],
        &["駅前店は木曜日がお休みです。", "川口店は木曜日も営業しています。"],
    );
    told(
        &["평일 11:00–19:00, 주말 10:00–20:00\n매주 화요일 휴무"],
        "ko",
        &["화요일은 쉬고요, 다른 평일에는 오전 11시부터 오후 7시까지 운영합니다."],
        &["화요일은 오전 11시부터 오후 7시까지 운영합니다."],
    );
}

#[test]
fn what_only_one_branch_has_no_other_has() {
    let texts = [
        "București, Militari: luni–vineri 8–18\nPloiești: luni–vineri 9–17\nGeometria se face doar la Militari.",
        "Geometrie roți 180 lei",
    ];
    told(
        &texts,
        "ro",
        &["Geometria se face doar la Militari."],
        &["Facem geometria roților și la Ploiești."],
    );
    told(
        &["잠실점은 주차 3시간 무료, 판교점은 2시간 무료"],
        "ko",
        &["잠실점은 주차가 3시간 무료입니다."],
        &["판교점은 주차가 3시간 무료입니다."],
    );
}

#[test]
fn both_branches_are_not_the_one_that_is_named() {
    told(
        &["Parking is free in Kirkgate, not in Headrow."],
        "en",
        &["Parking is free in Kirkgate."],
        &["Parking is free at both branches."],
    );
}

#[test]
fn free_from_so_many_is_free_of_no_condition() {
    told(
        &["По городу бесплатно от 2 бутылей, одна бутыль – доставка 100 ₽"],
        "ru",
        &["По городу доставка бесплатно от 2 бутылей."],
        &["Доставка бесплатная даже за одну бутыль."],
    );
    told(
        &["Kinder (4–14) 5 €, unter 4 Jahren frei"],
        "de",
        &["Für Kinder von 4 bis 14 zahlen Sie 5 €, Kleinere sind frei."],
        &["Kinder sind frei."],
    );
}

#[test]
fn what_costs_nothing_stands_among_prices() {
    told(
        &[
            "Zona | Mulher | Homem\nAxilas | 25 € | 30 €\nCostas | 60 € | 75 €\nConsulta de avaliação gratuita",
        ],
        "pt",
        &["As axilas custam 25 € para mulher e 30 € para homem, e a consulta de avaliação é gratuita."],
        &["As axilas custam 25 € para homem e 30 € para mulher, e a consulta de avaliação é gratuita."],
    );
}

#[test]
fn day_and_night_are_hours_too() {
    told(
        &["Keuken 7:00–22:00."],
        "nl",
        &["De keuken is open van 7:00 tot 22:00."],
        &["De keuken is dag en nacht open."],
    );
}

#[test]
fn a_dash_before_free_denies_what_stands_before_it() {
    told(
        &["All our compost is peat-free."],
        "en",
        &["Every compost we sell is free of peat."],
        &["Our compost contains peat."],
    );
}

#[test]
fn one_and_a_half_is_money_and_and_parts_in_arabic() {
    told(
        &["التوصيل داخل عمّان دينار ونصف، ومجاني للطلبات فوق 20 دينار. لا نوصل إلى الزرقاء."],
        "ar",
        &["نوصل داخل عمّان بدينار ونصف، والتوصيل مجاني إذا زاد طلبك عن 20 دينارًا."],
        &["نعم نوصل إلى الزرقاء بدينار ونصف.", "نوصل داخل عمّان بدينارين."],
    );
}

#[test]
fn a_dash_or_a_bracket_goes_on_behind_a_word_cut_short() {
    told(
        &["Familienkarte (2 Erw. + 2 Kinder): 68 €. Einzelkarte 19 €."],
        "de",
        &["Die Familienkarte kostet 68 €."],
        &["Die Familienkarte kostet 19 €."],
    );
}

#[test]
fn one_item_of_a_list_is_free_and_the_other_is_not() {
    told(
        &["Helm kostenlos, Kindersitz 4 € pro Tag"],
        "de",
        &["Der Helm ist kostenlos.", "Der Kindersitz kostet 4 €."],
        &["Der Kindersitz ist kostenlos."],
    );
}

#[test]
fn off_peak_is_not_peak() {
    told(
        &["Day entry: adult / student\nPeak: £14 / £11\nOff-peak: £10 / £8"],
        "en",
        &["A student pays £8 off-peak."],
        &["A student pays £8 at peak times."],
    );
}

#[test]
fn a_discount_is_for_whom_it_is_given() {
    told(
        &["10 % de descuento para el segundo hermano."],
        "es",
        &["Hacemos un 10 % de descuento al segundo hermano."],
        &["Hacemos un 10 % de descuento a estudiantes universitarios."],
    );
}

#[test]
fn a_price_of_three_to_five_is_that_of_four() {
    told(
        &["Rosen: 1–2 Stück 5 €, 3–6 Stück 4 €"],
        "de",
        &["Bei vier Rosen kostet das Stück 4 €."],
        &["Bei vier Rosen kostet das Stück 5 €."],
    );
}

#[test]
fn turkish_says_from_and_to_and_no_on_the_word() {
    told(
        &["Beşiktaş: salı-cumartesi 10:00-20:00", "Ödeme nakit ya da havale, kart geçmiyor."],
        "tr",
        &["Beşiktaş şubemiz salıdan cumartesiye 10.00 ile 20.00 arasında açık."],
        &["Beşiktaş şubemiz pazartesi günü de açık.", "Kredi kartı da kabul ediyoruz."],
    );
}

#[test]
fn every_day_but_one_is_open() {
    told(
        &["Open 9am–6pm. Closed on Wednesday."],
        "en",
        &["We're open every day except Wednesday."],
        &["We're open every day except Thursday."],
    );
}
