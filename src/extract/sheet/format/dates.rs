//! Dates and times as a number format shows them.

use super::names::{self, Names};
use super::tokens::Token;

/// Days of a workbook's calendar that are dates.
const MAX_DAY: f64 = 2_958_466.0;
/// Days between 1899-12-30 and 1904-01-01.
const SINCE_1904: f64 = 1_462.0;

/// The moment a number means, written by the pieces; nothing when it is no date.
pub(super) fn date(tokens: &[Token], names: &Names, number: f64, since_1904: bool) -> Option<String> {
    if !(0.0..MAX_DAY).contains(&number) {
        return None;
    }
    let number = if since_1904 { number + SINCE_1904 } else { number };
    let clock: Vec<&str> = tokens
        .iter()
        .filter_map(|token| if let Token::Date(word) = token { Some(word.as_str()) } else { None })
        .collect();
    let with_seconds = clock.iter().any(|word| word.starts_with('s') || *word == "[s]");
    let step = if with_seconds { 1.0 } else { 60.0 };
    // A time is rounded to what is shown: 17:59:59.99 is 18:00.
    let seconds = (number * 86_400.0 / step + 1e-6 + if with_seconds { 0.5 } else { 0.0 }).floor() * step;
    let (days, second) = ((seconds / 86_400.0).floor(), seconds.rem_euclid(86_400.0));
    let (year, month, day) = civil(days)?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a day of the week")]
    let today = Day { year, month, day, of_week: days.rem_euclid(7.0) as usize };
    let (hour, minute, second) = (second / 3_600.0, (second / 60.0) % 60.0, second % 60.0);
    let half_day = clock.contains(&"AM/PM");
    let mut text = String::new();
    let mut after_hours = false;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Literal(words) => text.push_str(words),
            Token::Date(word) => {
                let next_is_seconds = tokens[at + 1..].iter().find_map(|next| {
                    if let Token::Date(word) = next { Some(word.starts_with('s')) } else { None }
                }) == Some(true);
                let minutes = word.starts_with('m') && word.len() <= 2 && (after_hours || next_is_seconds);
                let piece = match word.as_str() {
                    "[h]" | "[hh]" => format!("{:.0}", (seconds / 3_600.0).floor()),
                    "[m]" | "[mm]" => format!("{:.0}", (seconds / 60.0).floor()),
                    "[s]" | "[ss]" => format!("{seconds:.0}"),
                    "AM/PM" => (if hour < 12.0 { "AM" } else { "PM" }).to_owned(),
                    word if word.starts_with('h') => {
                        let hour = hour.floor();
                        let hour = if half_day {
                            if (hour % 12.0) < 1.0 { 12.0 } else { hour % 12.0 }
                        } else {
                            hour
                        };
                        padded(hour, word.len())
                    }
                    word if word.starts_with('s') => padded(second.floor(), word.len()),
                    word if minutes => padded(minute.floor(), word.len()),
                    word => today.piece(word, names),
                };
                after_hours = word.starts_with('h') || word.starts_with("[h");
                text.push_str(&piece);
            }
            Token::Figure(pattern) => text.push_str(pattern.trim_matches('0')),
            Token::Percent | Token::Text => {}
        }
    }
    Some(text)
}

fn padded(number: f64, width: usize) -> String {
    if width >= 2 { format!("{number:02.0}") } else { format!("{number:.0}") }
}

/// A day of the calendar.
struct Day {
    year: i64,
    month: usize,
    day: i64,
    /// From Saturday as 0.
    of_week: usize,
}

impl Day {
    fn piece(&self, word: &str, names: &Names) -> String {
        let Self { year, month, day, of_week } = *self;
        match word {
            "yyyy" | "yyy" => format!("{year:04}"),
            "yy" | "y" => format!("{:02}", year % 100),
            "m" => month.to_string(),
            "mm" => format!("{month:02}"),
            "mmmmm" => names.month(month, false).chars().take(1).collect(),
            word if word.starts_with('m') => names.month(month, word.len() == 3),
            "d" => day.to_string(),
            "dd" => format!("{day:02}"),
            word if word.starts_with('a') => names::japanese_day(of_week, word.len() > 3),
            word if word.starts_with('g') => names::era(year, month, day, word.len()).0.to_owned(),
            word if word.starts_with('e') => names::era(year, month, day, 1).1.to_string(),
            word => names.day(of_week, word.len() == 3),
        }
    }
}

/// Year, month and day of a count of days from 1899-12-30. A workbook believes in a 29 February 1900.
fn civil(days: f64) -> Option<(i64, usize, i64)> {
    let days = if days < 60.0 { days + 1.0 } else { days };
    #[expect(clippy::cast_possible_truncation, reason = "bounded by the calendar above")]
    let days = days as i64 - 25_569 + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    Some((year, usize::try_from(month).ok()?, day))
}
