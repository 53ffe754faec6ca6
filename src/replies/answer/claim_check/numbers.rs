//! Numbers as they are written: figures of every script, thousands and decimals, clock times; and those of Han.
//! A figure that mixes letters in is not a number, and nobody's price.

pub(super) use crate::digits::value as digit;
use crate::languages::Words;

/// A number, in thousandths, and whether it was written as a time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Amount {
    pub milli: i64,
    /// Minutes after midnight when it was written like one: `9:30`, `9h30`.
    pub clock: Option<u16>,
    /// Written with two figures for the hour, or past noon: leaves no doubt about the half of the day.
    pub exact_clock: bool,
}

impl Amount {
    pub fn whole(value: i64) -> Self {
        Self { milli: value.saturating_mul(1_000), clock: None, exact_clock: false }
    }

    /// Minutes after midnight, read from a whole hour or from "9.30".
    pub fn whole_or_dotted(self) -> Option<u16> {
        if let Some(hour) = self.as_whole() {
            return u16::try_from(hour).ok().filter(|hour| *hour <= 24).map(|hour| hour * 60);
        }
        let (hour, rest) = (self.milli / 1_000, self.milli % 1_000);
        let minute = rest / 10;
        (rest % 10 == 0 && minute < 60 && hour <= 24).then(|| u16::try_from(hour * 60 + minute).ok())?
    }

    pub fn as_whole(self) -> Option<i64> {
        (self.milli % 1_000 == 0).then_some(self.milli / 1_000)
    }
}

/// The number that begins here, and its length in bytes.
pub(super) fn at(text: &str, at: usize) -> Option<(usize, Amount)> {
    let before = text[..at].chars().next_back();
    if before.is_some_and(|before| before.is_alphabetic() && !is_wide(before))
        && glued_currency(&text[..at]).is_none()
        && !ends_in_particle(&text[..at])
    {
        return None;
    }
    let mut plain = String::new();
    let mut length = 0;
    let rest = &text[at..];
    let letters: Vec<(usize, char)> = rest.char_indices().take(24).collect();
    for (place, (offset, letter)) in letters.iter().enumerate() {
        let next = letters.get(place + 1).map(|(_, next)| *next);
        if let Some(value) = digit(*letter) {
            plain.push(char::from_digit(value, 10).unwrap_or('0'));
        } else if !plain.is_empty()
            && matches!(letter, '.' | ',' | '\'' | '’' | '٫' | '٬' | ':' | '：' | '\u{a0}' | '\u{202f}')
            && next.is_some_and(|next| digit(next).is_some())
        {
            plain.push(match letter {
                '٫' => ',',
                '٬' => '\'',
                '：' => ':',
                '\u{a0}' | '\u{202f}' => ' ',
                other => *other,
            });
        } else {
            break;
        }
        length = offset + letter.len_utf8();
    }
    if plain.is_empty() {
        return None;
    }
    let after = rest[length..].chars().next();
    if let Some((more, amount)) = clock_with_h(&plain, &rest[length..]) {
        return Some((length + more, amount));
    }
    // `1O`, `12abc`: units stand right behind a number, other letters make it none.
    if after.is_some_and(|after| after.is_alphabetic() && !is_wide(after)) && !is_unit(&rest[length..]) {
        return None;
    }
    let (mut amount, used) = value(&plain)?;
    if let Some((part, milli)) = vulgar(after).filter(|_| used == plain.len()) {
        amount.milli = amount.milli.saturating_add(milli);
        return Some((length + part, amount));
    }
    let used_bytes = if used == plain.len() {
        length
    } else {
        letters.iter().take(used).map(|(_, letter)| letter.len_utf8()).sum()
    };
    Some((used_bytes, amount))
}

/// "16½": the part behind a whole number, and its length.
fn vulgar(letter: Option<char>) -> Option<(usize, i64)> {
    let milli = match letter? {
        '¼' => 250,
        '½' => 500,
        '¾' => 750,
        _ => return None,
    };
    Some(('½'.len_utf8(), milli))
}

/// "And", "for" and "with", which Arabic writes on the word itself: "و5".
pub(super) fn is_particle(word: &str) -> bool {
    matches!(word, "و" | "ب" | "ل" | "بـ" | "لـ" | "وب" | "ول")
}

fn ends_in_particle(before: &str) -> bool {
    let arabic = |letter: char| matches!(letter, '\u{621}'..='\u{6d3}');
    before.ends_with(arabic)
        && is_particle(
            before.rsplit(|letter: char| !letter.is_alphabetic() && letter != 'ـ').next().unwrap_or_default(),
        )
}

/// Abbreviations of money that are written right before the figure, as in `Rp25.000`.
const GLUED: &[&str] =
    &["rp", "rs", "eur", "gbp", "usd", "chf", "rm", "kr", "tl", "inr", "pkr", "idr", "nt", "us", "r"];

/// The length of the money's name a text ends with, when nothing else stands in its word.
pub(super) fn glued_currency(before: &str) -> Option<usize> {
    let word = before.rsplit(|letter: char| !letter.is_alphabetic()).next().unwrap_or_default();
    GLUED.contains(&word.to_lowercase().as_str()).then_some(word.len())
}

fn is_wide(letter: char) -> bool {
    matches!(letter, '\u{0900}'..='\u{0dff}' | '\u{0e00}'..='\u{0eff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{600}'..='\u{77f}')
}

/// What may stand glued to a number.
const GLUED_UNITS: &[&str] = &[
    "kg", "g", "gr", "l", "ml", "cl", "cm", "mm", "m", "km", "w", "kw", "v", "h", "min", "am", "pm", "eur",
    "euro", "k", "gbp", "usd", "chf", "st", "nd", "rd", "th", "x", "er", "ª", "º", "lb", "oz", "days", "hrs",
    "rs", "kr", "zł", "tl", "руб", "uhr", "đ", "₫", "vnđ", "vnd", "kč", "czk", "lei", "ron", "ft", "huf",
    "грн", "tk", "rub", "pln", "idr", "rb", "jt", "тыс", "tys", "кг", "г", "л", "мл", "ч", "мин", "шт", "p",
];

fn is_unit(rest: &str) -> bool {
    let word: String = rest
        .chars()
        .take_while(|letter| letter.is_alphabetic() && !is_wide(*letter))
        .collect::<String>()
        .to_lowercase();
    GLUED_UNITS.contains(&word.as_str())
}

/// `9h`, `9h30`.
fn clock_with_h(plain: &str, rest: &str) -> Option<(usize, Amount)> {
    let hour: u16 = plain.parse().ok().filter(|hour| *hour <= 24)?;
    if let Some(spaced) = spaced_minutes(rest) {
        return Some((spaced.0, clock(hour, spaced.1)));
    }
    let after = rest.strip_prefix(['h', 'H'])?;
    let minutes: String = after.chars().take_while(char::is_ascii_digit).collect();
    let next = after[minutes.len()..].chars().next();
    if next.is_some_and(char::is_alphabetic) || !(minutes.is_empty() || minutes.len() == 2) {
        return None;
    }
    let minute: u16 =
        if minutes.is_empty() { 0 } else { minutes.parse().ok().filter(|minute| *minute < 60)? };
    Some((1 + minutes.len(), clock(hour, minute)))
}

fn clock(hour: u16, minute: u16) -> Amount {
    Amount { milli: i64::from(hour) * 1_000, clock: Some(hour * 60 + minute), exact_clock: true }
}

/// ` h 30` behind the hour, as French sets it: its length and its minutes.
fn spaced_minutes(rest: &str) -> Option<(usize, u16)> {
    let is_blank = |letter: char| matches!(letter, ' ' | '\u{a0}' | '\u{202f}');
    let after = rest.trim_start_matches(is_blank).strip_prefix('h')?;
    let figures = after.strip_prefix(is_blank)?;
    let minutes: String = figures.chars().take_while(char::is_ascii_digit).collect();
    let minute = minutes.parse().ok().filter(|minute| *minute < 60 && minutes.len() == 2)?;
    let behind = figures[2..].trim_start_matches(is_blank).chars().next();
    // "2 h 30 €" is a duration and a price, nobody's half past two.
    let is_price = behind.is_some_and(|letter| matches!(letter, '€' | '$' | '£' | '%'));
    (!is_price).then_some((rest.len() - figures.len() + 2, minute))
}

/// The value, and how many of the characters make it.
fn value(plain: &str) -> Option<(Amount, usize)> {
    if let Some((hour, minute)) = plain.split_once(':') {
        let (hour, minute): (u16, u16) =
            (hour.parse().ok()?, minute.get(..2).unwrap_or(minute).parse().ok()?);
        let ok = hour <= 24 && minute < 60;
        let clock = ok.then(|| hour * 60 + minute);
        let exact_clock = hour > 12 || plain.starts_with('0');
        return Some((
            Amount { milli: i64::from(hour) * 1_000 + i64::from(minute), clock, exact_clock },
            plain.len(),
        ));
    }
    let marks: Vec<(usize, char)> =
        plain.char_indices().filter(|(_, letter)| !letter.is_ascii_digit()).collect();
    let (last, mark) = match marks.last() {
        None => {
            return Some((
                Amount {
                    milli: plain.parse::<i64>().ok()?.checked_mul(1_000)?,
                    clock: None,
                    exact_clock: false,
                },
                plain.len(),
            ));
        }
        Some(last) => *last,
    };
    let decimals = &plain[last + mark.len_utf8()..];
    let same = marks.iter().filter(|(_, other)| *other == mark).count();
    let groups = decimals.len() == 3 && (marks.len() == same) && !plain.starts_with('0') && marks[0].0 <= 3;
    let grouped = groups || matches!(mark, '\'' | '’' | ' ');
    let whole: String = plain[..last].chars().filter(char::is_ascii_digit).collect();
    let amount = if grouped {
        format!("{whole}{decimals}").parse::<i64>().ok()?.checked_mul(1_000)?
    } else {
        let cents: String = decimals.chars().take(3).collect();
        let scale = 10_i64.pow(3 - u32::try_from(cents.len()).ok()?);
        whole.parse::<i64>().ok()?.checked_mul(1_000)?.checked_add(cents.parse::<i64>().ok()? * scale)?
    };
    // `9.30` may be a time: known only by what stands around it.
    let clock = (mark == '.' && decimals.len() == 2 && marks.len() == 1)
        .then(|| Some((whole.parse::<u16>().ok()?, decimals.parse::<u16>().ok()?)))
        .flatten()
        .filter(|(hour, minute)| *hour <= 24 && *minute < 60)
        .map(|(hour, minute)| hour * 60 + minute);
    Some((Amount { milli: amount, clock: None, exact_clock: clock.is_some() }, plain.len()))
}

/// A number in Han figures that begins here.
pub(super) fn han(rest: &str, words: &Words) -> Option<(usize, i64)> {
    if !matches!(words.tag, "zh" | "ja" | "ko") {
        return None;
    }
    let figures: String =
        rest.chars().take_while(|letter| "〇零一二两三四五六七八九十百千万".contains(*letter)).collect();
    if figures.is_empty() {
        return None;
    }
    let (mut total, mut current) = (0_i64, 0_i64);
    let mut plain = 0_i64;
    let mut scaled = false;
    for figure in figures.chars() {
        let value = match figure {
            '〇' | '零' => 0,
            '一' => 1,
            '二' | '两' => 2,
            '三' => 3,
            '四' => 4,
            '五' => 5,
            '六' => 6,
            '七' => 7,
            '八' => 8,
            '九' => 9,
            '十' => 10,
            '百' => 100,
            '千' => 1_000,
            _ => 10_000,
        };
        if value >= 10 {
            total = total.saturating_add(if current == 0 { value } else { current.saturating_mul(value) });
            current = 0;
            scaled = true;
        } else {
            current = value;
            plain = plain.saturating_mul(10).saturating_add(value);
        }
    }
    let value = if scaled { total.saturating_add(current) } else { plain };
    // "一个" is an article; "一元" and "一天" are one of something counted.
    let counted = rest[figures.len()..]
        .starts_with(|next| "元块欧英美天日小周年月点折时個人円時週％%本杯枚皿名".contains(next));
    (figures != "一" || counted).then_some((figures.len(), value))
}
