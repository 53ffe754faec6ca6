//! Numbers as a workbook's number formats show them: currencies, percent, dates, times. The decimal mark is
//! a point and thousands are parted by commas where the file leaves both to the country of the reader.

mod dates;
mod names;
mod tokens;

use dates::date;
use tokens::{Token, sections, tokens};

/// The formats every workbook knows by number.
pub(super) fn builtin(id: usize) -> &'static str {
    match id {
        1 => "0",
        2 => "0.00",
        3 => "#,##0",
        4..=8 | 37..=44 => "#,##0.00",
        9 => "0%",
        10 => "0.00%",
        11 => "0.00E+00",
        12 => "# ?/?",
        13 => "# ??/??",
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
        14 | 27..=36 | 50..=58 => "yyyy-mm-dd",
        _ => "General",
    }
}

/// A number as the format shows it.
pub(super) fn shown(number: f64, format: &str, since_1904: bool) -> String {
    // The long date and the time as the reader's country writes them.
    let format = match format.get(..8) {
        Some("[$-F400]") => "h:mm:ss",
        Some("[$-F800]") => "yyyy-mm-dd",
        Some(_) | None => format,
    };
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
    let text = if is_date {
        date(&tokens, &names::of(section), number, since_1904)
    } else {
        figure(&tokens, number)
    };
    let text = text.unwrap_or_else(|| general(number));
    let text = text.trim();
    if minus && !text.is_empty() { format!("-{text}") } else { text.to_owned() }
}

/// A number without a format, as short as it is exact to fifteen figures.
pub(super) fn general(number: f64) -> String {
    if number.fract().abs() < f64::EPSILON && number.abs() < 1e15 {
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

fn figure(tokens: &[Token], number: f64) -> Option<String> {
    let percents = tokens.iter().filter(|token| **token == Token::Percent).count();
    let number = number * 100_f64.powi(i32::try_from(percents).unwrap_or(0));
    if let Some(text) = spread(tokens, number) {
        return Some(text);
    }
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

fn places(token: &Token) -> Option<&str> {
    match token {
        Token::Figure(pattern) => Some(pattern),
        Token::Literal(_) | Token::Date(_) | Token::Percent | Token::Text => None,
    }
}

/// A whole number whose figures are set out among other letters: `00 00 00 00 00`, `(000) 000-0000`.
fn spread(tokens: &[Token], number: f64) -> Option<String> {
    let patterns: Vec<&str> = tokens.iter().filter_map(places).collect();
    let plain = patterns.iter().all(|pattern| pattern.chars().all(|place| "0#?".contains(place)));
    if patterns.len() < 2 || !plain || number >= 1e15 {
        return None;
    }
    let mut figures: Vec<char> = format!("{:.0}", rounded(number, 0)).chars().collect();
    let mut pieces = Vec::new();
    let mut left = patterns.len();
    for token in tokens.iter().rev() {
        let Some(pattern) = places(token) else {
            if let Token::Literal(words) = token {
                pieces.push(words.clone());
            }
            continue;
        };
        left -= 1;
        let mut piece: Vec<char> = Vec::new();
        for place in pattern.chars().rev() {
            piece.extend(figures.pop().or((place == '0').then_some('0')));
        }
        if left == 0 {
            piece.extend(figures.drain(..).rev());
        }
        pieces.push(piece.into_iter().rev().collect());
    }
    pieces.reverse();
    Some(pieces.concat())
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
        return scientific(number, places);
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
    // Places without a nought show nothing of a zero: the dash of an account stands alone.
    if zeros == 0 && back.is_empty() && front == "0" {
        return String::new();
    }
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

/// `1.23E+04`: at least two figures of the power, and its sign.
fn scientific(number: f64, places: usize) -> String {
    let text = format!("{number:.places$E}");
    let (front, power) = text.split_once('E').unwrap_or((&text, "0"));
    let (sign, power) = power.strip_prefix('-').map_or(('+', power), |power| ('-', power));
    format!("{front}E{sign}{power:0>2}")
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
            (0.0, "_-* #,##0.00\\ \"€\"_-;-* #,##0.00\\ \"€\"_-;_-* \"-\"??\\ \"€\"_-;_-@_-", "- €"),
            (0.0, "0", "0"),
            (12_345.0, "0.00E+00", "1.23E+04"),
            (0.000_12, "0.0E+00", "1.2E-04"),
            (7.0, "000", "007"),
            (612_345_678.0, "00\\ 00\\ 00\\ 00\\ 00", "06 12 34 56 78"),
            (5_551_234_567.0, "(000)\\ 000-0000", "(555) 123-4567"),
            (39_061_234.0, "0#-##", "390612-34"),
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
            (46_380.0, "[$-407]dddd, d. mmmm yyyy", "Donnerstag, 24. Dezember 2026"),
            (46_380.0, "[$-40C]d mmm", "24 décembre"),
            (46_380.0, "yyyy年m月d日(aaa)", "2026年12月24日(木)"),
            (46_380.0, "[$-411]ggge年m月d日 aaaa", "令和8年12月24日 木曜日"),
            (2.5, "0.0 \"kg\"", "2.5 kg"),
            (0.375, "h:mm", "9:00"),
            (0.75, "hh:mm", "18:00"),
            (0.75, "h:mm AM/PM", "6:00 PM"),
            (1.5, "[h]:mm", "36:00"),
            (0.75, "[$-F400]h:mm:ss AM/PM", "18:00:00"),
            (46_380.75, "yyyy-mm-dd hh:mm", "2026-12-24 18:00"),
            (0.749_999_999_9, "hh:mm", "18:00"),
        ] {
            assert_eq!(shown(number, format, false), expected, "{number} {format}");
        }
    }
}
