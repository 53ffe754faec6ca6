//! Numbers in what customers write: how many of something are more than is bought in passing, and which numbers count nothing
//! that is bought.

use super::words::Token;

/// As many as this of anything are a big order; of a weight half of it.
const MANY: u32 = 32;
/// More is a telephone number or an order's.
const TOO_MANY: u32 = 10_000;

/// A number, also with its unit written to it: `60kg`.
pub(super) fn number(word: &str) -> Option<u32> {
    let digits = word.len() - word.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
    word[..digits].parse().ok()
}

/// Words after which a number counts nothing that is bought, and such before it.
const OTHER_AFTER: &[&str] = &[
    "cm",
    "mm",
    "m",
    "euro",
    "euros",
    "eur",
    "usd",
    "dollars",
    "pounds",
    "min",
    "minutes",
    "minuti",
    "minutos",
    "gb",
    "ml",
    "g",
    "gr",
    "watt",
    "w",
    "years",
    "anni",
    "anos",
    "jahre",
    "ans",
    "km",
    "x",
    "percent",
    "am",
    "pm",
    "uhr",
    "h",
    "元",
    "块",
    "分",
    "岁",
    "号",
    "点",
    "руб",
    "рублей",
    "rs",
    "rupees",
    "rupay",
    "rupaye",
    "ribu",
    "rb",
    "degrees",
    "grad",
    "gradi",
    "lire",
    "tl",
    "and",
    "e",
];
const OTHER_BEFORE: &[&str] = &[
    "size",
    "taglia",
    "talla",
    "grosse",
    "taille",
    "number",
    "numero",
    "nr",
    "no",
    "room",
    "misura",
    "maat",
    "ukuran",
    "tamanho",
    "pointure",
    "размер",
    "номер",
    "مقاس",
    "رقم",
    "номера",
    "at",
    "alle",
    "um",
    "bus",
    "apartment",
    "until",
    "under",
    "art",
    "articolo",
    "model",
    "modello",
    "a",
    "las",
    "od",
    "saiz",
    "saal",
    "hausnummer",
];
/// Words after which half as many are many.
const WEIGHTS: &[&str] = &[
    "kg",
    "kilo",
    "kilos",
    "kilograms",
    "chili",
    "quilos",
    "كيلو",
    "किलो",
    "کلو",
    "公斤",
    "кг",
    "kgs",
    "kilogram",
];

pub(super) fn is_many(words: &[Token], at: usize) -> bool {
    let Some(count) = number(words[at].text()) else { return false };
    let unit = words[at].text().trim_start_matches(|letter: char| letter.is_ascii_digit());
    let after: String = if unit.is_empty() {
        words[at + 1..].iter().take(2).filter(|word| word.is_character()).map(Token::text).collect()
    } else {
        unit.to_owned()
    };
    let next = words.get(at + 1).map_or("", Token::text);
    let is = |list: &[&str]| list.contains(&after.as_str()) || list.contains(&next) && unit.is_empty();
    let before = at.checked_sub(1).map_or("", |before| words[before].text());
    if OTHER_BEFORE.contains(&before) || is(OTHER_AFTER) || number(before).is_some() || number(next).is_some()
    {
        return false;
    }
    let least = if is(WEIGHTS) { MANY / 2 } else { MANY };
    (least..TOO_MANY).contains(&count) && !(next.is_empty() && unit.is_empty())
}
