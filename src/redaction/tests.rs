//! What is hidden and what is left.

use serde_json::json;

use super::*;

/// Every way one number is written.
const WRITTEN: &[&str] = &[
    "393331234567",
    "+393331234567",
    "00393331234567",
    "+39 333 123 4567",
    "+39-333-123-4567",
    "+39.333.1234567",
    "(+39) 333 1234567",
    "333 1234567",
    "333/1234567",
    "333-12 34 567",
    "3 3 3 1 2 3 4 5 6 7",
    "333\u{a0}123\u{202f}4567",
    "+39 – 333 – 1234567",
    "+3\u{200b}93331\u{200d}234567",
    "+3\u{3164}93331\u{e0031}234567",
    "\u{202a}+39 333 1234567\u{202c}",
    "*333*_1234567_",
    "３３３１２３４５６７",
    "٣٣٣١٢٣٤٥٦٧",
    "۳۳۳ ۱۲۳ ۴۵۶۷",
    "३३३१२३४५६७",
    "৩৩৩-১২৩৪৫৬৭",
    "๓๓๓๑๒๓๔๕๖๗",
    "𝟑𝟑𝟑𝟏𝟐𝟑𝟒𝟓𝟔𝟕",
    "③③③①②③④⑤⑥⑦",
    "三三三一二三四五六七",
    "3️⃣3️⃣3️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣",
    "555-0100",
    "5550100",
    "06 5550100",
    "+1 (555) 010-0199",
    "https://wa.me/393331234567?text=ciao",
    "tel:+39-333-1234567",
    "TEL;type=CELL:+39 333 1234567",
    "wamid.HBgMMzkzMzMxMjM0NTY3FQIAERgSQUJD",
    "MzkzMzMxMjM0NTY3",
    "anna3331234567",
    "IMG_393331234567.jpg",
    "06.12.34.56.78",
    "06 12 34 56 78",
    "612 345 678",
    "+49 (0)171 / 1234567",
    "347, 812, 99, 01",
    "347 , 812 , 9901",
    "347\n812\n9901",
    "06, 12, 34, 56, 78",
    "٣٤٧، ٨١٢، ٩٩٠١",
];

/// What a trainee needs to read.
const LEFT: &[&str] = &[
    "12.50 EUR",
    "28.11.2026 10:30",
    "from 01.12.2026 to 05/12/2026",
    "2026-11-28",
    "21.11.26",
    "9-13 15-19",
    "8.30 - 12.30 / 14.30 - 19.00",
    "Rp 1.500.000",
    "€ 1.234.567,89",
    "1.234.567 EUR",
    "order 4471",
    "12 x 500 g",
    "12.50 13.00 15.90 20.00",
    "Via Roma 12, 00184 Roma",
    "Via Roma 12 00184 Roma",
    "10:30 11:30 12:30",
    "CAP 20121",
    "no number",
    "",
    "a+b",
    "2+2",
    "wamid",
    "internationalisation-of-everything",
    "10, 20, 30, 40, 50",
    "1962, 1985, 2001",
    "12,50, 13,00, 15,90",
    "4471\n4472\n4473",
    "Rp 12,345,678",
];

#[test]
fn every_usual_writing_is_hidden() {
    for written in WRITTEN {
        for text in [(*written).to_owned(), format!("Call {written}, thanks"), format!("Anna ({written})")] {
            let shown = hide_numbers(&text);
            assert!(shown.contains(HIDDEN), "{text} is shown as {shown}");
            let left: String = shown.chars().filter_map(digits::value).collect();
            assert!(left.len() < 4, "{text} is shown as {shown}");
        }
    }
}

#[test]
fn dates_hours_prices_and_words_are_left() {
    for text in LEFT {
        assert_eq!(hide_numbers(text), *text);
    }
    assert_eq!(hide_numbers("Anna +39 333 123-4567, 12.50 EUR"), "Anna •••, 12.50 EUR");
}

#[test]
fn a_number_beside_a_date_is_hidden() {
    for text in ["28.11.2026 333 1234567", "333 1234567 28.11.2026", "€ 3331234567"] {
        assert!(hide_numbers(text).contains(HIDDEN), "{text}");
    }
}

#[test]
fn the_shops_own_number_is_seen() {
    let hider = NumberHider::new(["+39 06 5550100", "", "12"]);
    for own in ["+39 06 5550100", "06 5550100", "0039065550100", "5550100"] {
        assert_eq!(hider.text(own), own);
    }
    assert_eq!(hider.text("06 5550100 or 333 1234567"), "06 5550100 or •••");
    assert_eq!(hider.text("1555010012"), HIDDEN);
}

#[test]
fn ids_and_times_of_an_answer_stay() {
    let answer = json!({
        "id": "1838341324800000", "conversation_id": "1838341324800001", "next_cursor": "1838341324800000",
        "client_id": "550e8400-e29b-41d4-a716-446655440000", "at": "2026-11-21T10:00:00.000Z",
        "bytes": 26_214_400, "1838341324800000": 1_838_341_324_800_000_i64,
    });
    assert_eq!(NumberHider::default().json(answer.clone()), answer);
}

#[test]
fn numbers_go_wherever_they_stand_in_an_answer() {
    let answer = json!({ "text": "+39 333 1234567", "id": "393331234567", "rows": [{ "393331234567": ["333 1234567"] }],
        "content": { "answers": { "phone": 3_331_234_567_u64, "guests": 4 } } });
    let hidden = json!({ "content": { "answers": { "phone": HIDDEN, "guests": 4 } }, "text": HIDDEN, "id": HIDDEN, "rows": [{ HIDDEN: [HIDDEN] }] });
    assert_eq!(NumberHider::default().json(answer), hidden);
}
