//! Numbers as a workbook's number formats show them: currencies, percent, dates, times. The decimal mark is
//! a point and thousands are parted by commas where the file leaves both to the country of the reader.

/// Days of a workbook's calendar that are dates.
const MAX_DAY: f64 = 2_958_466.0;
/// Days between 1899-12-30 and 1904-01-01.
const SINCE_1904: f64 = 1_462.0;

/// The formats every workbook knows by number.
pub(super) fn builtin(id: usize) -> &'static str {
    match id {
        1 => "0",
        2 => "0.00",
        3 => "#,##0",
        4 => "#,##0.00",
        5..=8 | 37..=40 | 41..=44 => "#,##0.00",
        9 => "0%",
        10 => "0.00%",
        11 => "0.00E+00",
        12 => "# ?/?",
        13 => "# ??/??",
        14 => "yyyy-mm-dd",
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        18 => "h:mm AM/PM",
        19 => "h:mm:ss AM/PM",
        20 => "h:mm",
        21 => "h:mm:ss",
        22 => "yyyy-mm-dd h:mm",
        45 => "mm:ss",
        46 => "[h]:mm:ss",
        47 => "mm:ss.0",
        48 => "##0.0E+0",
        49 => "@",
        27..=36 | 50..=58 => "yyyy-mm-dd",
        _ => "General",
    }
}

/// A number as the format shows it.
pub(super) fn shown(number: f64, format: &str, since_1904: bool) -> String {
    let sections = sections(format);
    let (section, number, minus) = choose(&sections, number);
    if section.trim().is_empty() && sections.len() > 1 {
        return String::new();
    }
    if section.to_ascii_lowercase().contains("general") || section == "@" || section.trim().is_empty() {
        return general(if minus { -number } else { number });
    }
    let tokens = tokens(section);
    let is_date = tokens.iter().any(|token| matches!(token, Token::Date(_)));
    let text = if is_date { date(&tokens, number, since_1904) } else { figure(&tokens, number) };
    let text = text.unwrap_or_else(|| general(number));
    let text = text.trim();
    if minus && !text.is_empty() { format!("-{text}") } else { text.to_owned() }
}

/// A number without a format, as short as it is exact to fifteen figures.
pub(super) fn general(number: f64) -> String {
    if number == number.trunc() && number.abs() < 1e15 {
        return format!("{number:.0}");
    }
    let figures = format!("{number:.14e}");
    let exact: f64 = figures.parse().unwrap_or(number);
    let text = format!("{exact}");
    // Eleven places are what a cell shows of a long fraction.
    match text.split_once('.') {
        Some((_, fraction)) if fraction.len() > 9 => {
            let rounded = format!("{number:.9}");
            rounded.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        _ => text,
    }
}

/// A text as the format's fourth section shows it.
pub(super) fn shown_text(text: &str, format: &str) -> String {
    let sections = sections(format);
    let section = match sections.as_slice() {
        [_, _, _, text, ..] => *text,
        [only] if only.contains('@') => *only,
        _ => return text.to_owned(),
    };
    if section == "@" || section.is_empty() {
        return if section.is_empty() && sections.len() == 4 { String::new() } else { text.to_owned() };
    }
    let mut shown = String::new();
    for token in tokens(section) {
        match token {
            Token::Text => shown.push_str(text),
            Token::Literal(words) => shown.push_str(&words),
            Token::Figure(_) | Token::Date(_) | Token::Percent => {}
        }
    }
    if shown.contains(text) { shown } else { text.to_owned() }
}

fn sections(format: &str) -> Vec<&str> {
    let mut sections = Vec::new();
    let (mut begun, mut quoted, mut escaped) = (0, false, false);
    for (at, letter) in format.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            ';' if !quoted => {
                sections.push(&format[begun..at]);
                begun = at + 1;
            }
            _ => {}
        }
    }
    sections.push(&format[begun..]);
    sections
}

/// The section for a number, the number for it, and whether a minus is still to be written.
fn choose<'a>(sections: &[&'a str], number: f64) -> (&'a str, f64, bool) {
    if let Some(section) =
        sections.iter().find(|section| condition(section).is_some_and(|holds| holds(number)))
    {
        return (*section, number.abs(), number < 0.0);
    }
    let first = sections
        .iter()
        .find(|section| condition(section).is_none())
        .or(sections.first())
        .copied()
        .unwrap_or("General");
    match sections {
        [_, negative, ..] if number < 0.0 && condition(negative).is_none() && condition(first).is_none() => {
            (*negative, number.abs(), false)
        }
        [_, _, zero, ..] if number == 0.0 && condition(zero).is_none() => (*zero, 0.0, false),
        _ => (first, number.abs(), number < 0.0),
    }
}

/// `[>=100]` and the like.
fn condition(section: &str) -> Option<impl Fn(f64) -> bool> {
    let inside = section
        .split('[')
        .skip(1)
        .filter_map(|rest| rest.split(']').next())
        .find(|rest| rest.starts_with(['<', '>', '=']))?;
    let sign: String = inside.chars().take_while(|letter| "<>=".contains(*letter)).collect();
    let limit: f64 = inside[sign.len()..].trim().parse().ok()?;
    Some(move |number: f64| match sign.as_str() {
        "<" => number < limit,
        "<=" => number <= limit,
        ">" => number > limit,
        ">=" => number >= limit,
        "<>" => (number - limit).abs() > f64::EPSILON,
        _ => (number - limit).abs() <= f64::EPSILON,
    })
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Literal(String),
    /// `#,##0.00`, `0.00E+00`, `# ?/?`.
    Figure(String),
    /// `yyyy`, `[h]`, `AM/PM`.
    Date(String),
    Percent,
    Text,
}

fn tokens(section: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let letters: Vec<char> = section.chars().collect();
    let mut at = 0;
    let literal = |tokens: &mut Vec<Token>, words: &str| match tokens.last_mut() {
        Some(Token::Literal(before)) => before.push_str(words),
        _ => tokens.push(Token::Literal(words.to_owned())),
    };
    while at < letters.len() {
        let letter = letters[at];
        let run = letters[at..].iter().take_while(|next| next.eq_ignore_ascii_case(&letter)).count();
        match letter {
            '"' => {
                let words: String = letters[at + 1..].iter().take_while(|next| **next != '"').collect();
                at += words.chars().count() + 1;
                literal(&mut tokens, &words);
            }
            '\\' | '!' => {
                at += 1;
                if let Some(next) = letters.get(at) {
                    literal(&mut tokens, &next.to_string());
                }
            }
            // The width of a letter, and a letter that fills the cell.
            '_' => {
                at += 1;
                literal(&mut tokens, " ");
            }
            '*' => at += 1,
            '[' => {
                let inside: String = letters[at + 1..].iter().take_while(|next| **next != ']').collect();
                at += inside.chars().count() + 1;
                let lower = inside.to_ascii_lowercase();
                if let Some(currency) = inside.strip_prefix('$') {
                    literal(&mut tokens, currency.rsplit_once('-').map_or(currency, |(sign, _)| sign));
                } else if !lower.is_empty()
                    && (lower.chars().all(|own| own == 'h')
                        || lower.chars().all(|own| own == 'm')
                        || lower.chars().all(|own| own == 's'))
                {
                    tokens.push(Token::Date(format!("[{lower}]")));
                }
            }
            '%' => tokens.push(Token::Percent),
            '@' => tokens.push(Token::Text),
            '0' | '#' | '?' | '.' | ','
                if letter != '.' || !matches!(tokens.last(), Some(Token::Date(_))) =>
            {
                let figure: String = letters[at..]
                    .iter()
                    .enumerate()
                    .take_while(|(step, next)| {
                        "0#?.,/".contains(**next)
                            || (matches!(next, 'E' | 'e')
                                && matches!(letters.get(at + step + 1), Some('+' | '-')))
                            || (matches!(next, '+' | '-')
                                && matches!(letters.get((at + step).wrapping_sub(1)), Some('E' | 'e')))
                            || (**next == ' '
                                && letters[at + step..].iter().any(|later| *later == '/')
                                && letters.get(at + step + 1).is_some_and(|later| "0#?".contains(*later)))
                    })
                    .map(|(_, next)| *next)
                    .collect();
                at += figure.chars().count() - 1;
                tokens.push(Token::Figure(figure));
            }
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' => {
                tokens.push(Token::Date(letter.to_ascii_lowercase().to_string().repeat(run)));
                at += run - 1;
            }
            'A' | 'a'
                if letters[at..].iter().collect::<String>().to_ascii_uppercase().starts_with("AM/PM") =>
            {
                tokens.push(Token::Date("AM/PM".to_owned()));
                at += 4;
            }
            other => literal(&mut tokens, &other.to_string()),
        }
        at += 1;
    }
    tokens
}

fn figure(tokens: &[Token], number: f64) -> Option<String> {
    let percents = tokens.iter().filter(|token| **token == Token::Percent).count();
    let number = number * 100_f64.powi(i32::try_from(percents).unwrap_or(0));
    let mut text = String::new();
    let mut written = false;
    let has_figure = tokens.iter().any(|token| matches!(token, Token::Figure(_)));
    for token in tokens {
        match token {
            Token::Literal(words) => text.push_str(words),
            Token::Percent => text.push('%'),
            Token::Figure(pattern) if !written => {
                text.push_str(&by_pattern(number, pattern));
                written = true;
            }
            Token::Text => text.push_str(&general(number)),
            Token::Figure(_) | Token::Date(_) => {}
        }
    }
    // A format of words alone shows its words.
    (has_figure || !text.trim().is_empty()).then_some(text)
}

fn by_pattern(number: f64, pattern: &str) -> String {
    if pattern.contains('/') {
        return fraction(number, pattern);
    }
    if pattern.contains(['E', 'e']) {
        let places = pattern
            .split(['E', 'e'])
            .next()
            .and_then(|front| front.split_once('.'))
            .map_or(0, |(_, places)| places.len());
        return format!("{number:.places$E}");
    }
    // Commas behind the last figure divide by a thousand.
    let trimmed = pattern.trim_end_matches(',');
    let number = number / 1000_f64.powi(i32::try_from(pattern.len() - trimmed.len()).unwrap_or(0));
    let (whole, places) = trimmed.split_once('.').unwrap_or((trimmed, ""));
    let (least, most) =
        (places.matches('0').count(), places.chars().filter(|letter| "0#?".contains(*letter)).count());
    let mut text = format!("{:.most$}", rounded(number, most));
    if let Some(point) = text.find('.') {
        while text.len() - point - 1 > least && text.ends_with('0') {
            text.pop();
        }
        if text.ends_with('.') {
            text.pop();
        }
    }
    let (mut front, back) = text
        .split_once('.')
        .map_or((text.clone(), String::new()), |(front, back)| (front.to_owned(), format!(".{back}")));
    let zeros = whole.matches('0').count();
    while front.len() < zeros {
        front.insert(0, '0');
    }
    if whole.contains(',') {
        let mut at = front.len();
        while at > 3 {
            at -= 3;
            front.insert(at, ',');
        }
    }
    front + &back
}

/// Half goes up, as in a workbook: 2.675 to two places is 2.68.
fn rounded(number: f64, places: usize) -> f64 {
    let scale = 10_f64.powi(i32::try_from(places).unwrap_or(0));
    let scaled = number * scale;
    if scaled.abs() < 1e15 { (scaled + scaled.abs() * 1e-15 + 1e-9).round() / scale } else { number }
}

fn fraction(number: f64, pattern: &str) -> String {
    let below = pattern.rsplit('/').next().unwrap_or_default();
    let fixed: Option<u32> = below.parse().ok().filter(|below| *below > 0);
    let most = 10_u32.pow(u32::try_from(below.len()).unwrap_or(1).clamp(1, 3)) - 1;
    let whole = number.trunc();
    let rest = number - whole;
    let candidates = fixed.map_or(1..=most, |below| below..=below);
    let best = candidates
        .map(|below| (f64::from(below), (rest * f64::from(below)).round()))
        .min_by(|one, other| (rest - one.1 / one.0).abs().total_cmp(&(rest - other.1 / other.0).abs()));
    match best {
        Some((below, above)) if above > 0.0 && above < below => {
            if whole > 0.0 {
                format!("{whole:.0} {above:.0}/{below:.0}")
            } else {
                format!("{above:.0}/{below:.0}")
            }
        }
        _ => format!("{:.0}", number.round()),
    }
}

fn date(tokens: &[Token], number: f64, since_1904: bool) -> Option<String> {
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
                    word => calendar(word, year, month, day, days),
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

fn calendar(word: &str, year: i64, month: usize, day: i64, days: f64) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    const DAYS: [&str; 7] = ["Saturday", "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday"];
    let name = MONTHS.get(month - 1).copied().unwrap_or_default();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a day of the week")]
    let weekday = DAYS.get(days.rem_euclid(7.0) as usize).copied().unwrap_or_default();
    match word {
        "yyyy" | "yyy" => format!("{year:04}"),
        "yy" | "y" => format!("{:02}", year % 100),
        "m" => month.to_string(),
        "mm" => format!("{month:02}"),
        "mmm" => name[..name.len().min(3)].to_owned(),
        "mmmmm" => name[..name.len().min(1)].to_owned(),
        word if word.starts_with('m') => name.to_owned(),
        "d" => day.to_string(),
        "dd" => format!("{day:02}"),
        "ddd" => weekday[..weekday.len().min(3)].to_owned(),
        _ => weekday.to_owned(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_a_workbook_shows_them() {
        for (number, format, expected) in [
            (2.5, "#,##0.00 \"€\"", "2.50 €"),
            (2.5, "#,##0.00\\ [$€-407]", "2.50 €"),
            (2.5, "[$€-2] #,##0.00", "€ 2.50"),
            (1299.0, "#,##0.00", "1,299.00"),
            (1299.9, "$#,##0", "$1,300"),
            (0.22, "0%", "22%"),
            (0.225, "0.0%", "22.5%"),
            (-4.9, "0.00;[Red]-0.00", "-4.90"),
            (-4.9, "#,##0.00_);(#,##0.00)", "(4.90)"),
            (0.0, "0.00;-0.00;\"free\"", "free"),
            (7.0, "000", "007"),
            (0.75, "# ?/?", "3/4"),
            (1.5, "# ?/?", "1 1/2"),
            (2.675, "0.00", "2.68"),
            (1.005, "0.00", "1.01"),
            (12.0, "0\" pcs\"", "12 pcs"),
            (2.5, "General", "2.5"),
            (0.1 + 0.2, "General", "0.3"),
            (393_331_234.0, "General", "393331234"),
            (46_380.0, "dd/mm/yyyy", "24/12/2026"),
            (46_380.0, "d mmmm yyyy", "24 December 2026"),
            (46_380.0, "ddd", "Thu"),
            (0.375, "h:mm", "9:00"),
            (0.75, "hh:mm", "18:00"),
            (0.75, "h:mm AM/PM", "6:00 PM"),
            (1.5, "[h]:mm", "36:00"),
            (46_380.75, "yyyy-mm-dd hh:mm", "2026-12-24 18:00"),
            (0.749_999_999_9, "hh:mm", "18:00"),
        ] {
            assert_eq!(shown(number, format, false), expected, "{number} {format}");
        }
    }
}
