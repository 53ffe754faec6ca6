//! Stretches of digits that are no phone number: dates, opening hours, prices with their currency.

/// Signs and codes that make an amount of the digits beside them.
const CURRENCIES: [&str; 34] = [
    "€", "$", "£", "¥", "₹", "₨", "₺", "₽", "₴", "₫", "₱", "₦", "R$", "eur", "euro", "usd", "gbp", "inr",
    "pkr", "rs", "rs.", "rp", "rp.", "idr", "brl", "mxn", "ars", "cop", "clp", "try", "tl", "aed", "sar",
    "ngn",
];
/// Digits of the largest amount taken for one.
const LONGEST_PRICE: usize = 9;

/// An amount in groups of three, or one without groups, beside its currency.
pub(super) fn is_price(plain: &str, before: &str, after: &str) -> bool {
    let mut groups = plain.split('.');
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let all_digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let is_grouped = !rest.is_empty()
        && (1..=3).contains(&first.len())
        && all_digits(first)
        && rest.iter().all(|group| group.len() == 3 && all_digits(group));
    let digits = plain.bytes().filter(u8::is_ascii_digit).count();
    is_grouped && digits <= LONGEST_PRICE && (ends_with_currency(before) || begins_with_currency(after))
}

fn is_currency(word: &str) -> bool {
    CURRENCIES.iter().any(|known| known.eq_ignore_ascii_case(word))
}

fn ends_with_currency(before: &str) -> bool {
    is_currency(before.trim_end().rsplit(char::is_whitespace).next().unwrap_or_default())
}

fn begins_with_currency(after: &str) -> bool {
    // Cents may stand between: "1.234.567,89 €".
    let after =
        after.trim_start_matches([',', '-']).trim_start_matches(|letter: char| letter.is_ascii_digit());
    let word: String = after.trim_start().chars().take_while(|letter| !letter.is_whitespace()).collect();
    is_currency(word.trim_end_matches([',', '.', ';', ':', ')', '!', '?']))
}

/// Opening hours and lists of prices: `9-13 15-19`, `8.30 - 12.30 / 14.30 - 19.00`, `12.50 13.00 15.90`.
pub(super) fn are_hours(plain: &str) -> bool {
    let tight = plain.replace(" -", "-").replace("- ", "-");
    let pieces: Vec<&str> = tight.split([' ', '/']).filter(|piece| !piece.is_empty()).collect();
    pieces.len() > 1
        && (pieces.iter().all(|piece| is_range(piece)) || pieces.iter().all(|piece| has_cents(piece)))
        || is_range(&tight)
}

/// From one time of the day to another.
fn is_range(piece: &str) -> bool {
    let Some((from, to)) = piece.split_once('-') else { return false };
    is_time(from) && is_time(to)
}

fn is_time(word: &str) -> bool {
    let (hour, minute) = word.split_once('.').unwrap_or((word, "00"));
    number(hour, 1..=2).is_some_and(|hour| hour <= 24)
        && number(minute, 2..=2).is_some_and(|minute| minute < 60)
}

fn has_cents(piece: &str) -> bool {
    piece
        .split_once('.')
        .is_some_and(|(whole, cents)| number(whole, 1..=4).is_some() && number(cents, 2..=2).is_some())
}

fn number(word: &str, length: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let is_plain = length.contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
    is_plain.then(|| word.parse().ok()).flatten()
}

/// The stretch without its dates that have a year of four digits; a day alone leaves nothing.
pub(super) fn without_dates(plain: &str) -> String {
    let words = plain.split(' ').filter(|word| !is_date(word, 4));
    let rest = words.collect::<Vec<_>>().join(" ");
    if is_date(&rest, 2) { String::new() } else { rest }
}

/// Day, month and year in any usual order, with a year of so many digits.
fn is_date(word: &str, year_digits: usize) -> bool {
    ['-', '.', '/'].into_iter().any(|mark| {
        let parts: Vec<&str> = word.split(mark).collect();
        let [first, second, third] = parts[..] else { return false };
        let is_year = |part: &str| {
            part.len() == year_digits
                && number(part, 2..=4).is_some_and(|year| year_digits == 2 || (1900..2100).contains(&year))
        };
        let is_day = |part: &str| number(part, 1..=2).is_some_and(|day| (1..=31).contains(&day));
        let is_month = |part: &str| number(part, 1..=2).is_some_and(|month| (1..=12).contains(&month));
        let are_day_and_month =
            |one, other| (is_day(one) && is_month(other)) || (is_month(one) && is_day(other));
        (is_year(third) && are_day_and_month(first, second))
            || (is_year(first) && are_day_and_month(second, third))
    })
}

/// Seven digits are a number when written as one: in a row, or three and four.
pub(super) fn is_short_number(plain: &str) -> bool {
    let groups: Vec<usize> = plain
        .split(|letter: char| !letter.is_ascii_digit())
        .map(str::len)
        .filter(|length| *length > 0)
        .collect();
    matches!(groups[..], [7] | [3, 4] | [3, 2, 2] | [4, 3] | [2, 3, 2]) || plain.contains('+')
}
