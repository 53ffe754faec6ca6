//! Days a text names: weekdays in every language, with their ranges, and days such as today and tomorrow.

use std::collections::BTreeSet;

use super::tokens::Token;
use super::{Claim, ClaimKind, claim};

const WEEKDAYS: &[(u8, &str)] = &[
    (1, "monday mondays lunedi lunes segunda senin सोमवार پير سوموار الاثنين اثنين peer somwar"),
    (2, "tuesday tuesdays martedi martes terca selasa मंगलवार منكل الثلاثاء ثلاثاء mangal mangalwar"),
    (3, "wednesday wednesdays mercoledi miercoles quarta rabu बुधवार بده الاربعاء اربعاء budh budhwar"),
    (4, "thursday thursdays giovedi jueves quinta kamis गुरुवार जुमेरात جمعرات الخميس خميس jumerat guruwar"),
    (5, "friday fridays venerdi viernes sexta jumat शुक्रवार जुमा جمعه الجمعه juma jumma shukrawar"),
    (6, "saturday saturdays sabato sabados sabado sabtu शनिवार هفته السبت سبت shaniwar"),
    (
        7,
        "sunday sundays domenica domenicas domingo domingos minggu रविवार इतवार اتوار الاحد احد itwar raviwar",
    ),
];

/// Short forms: they support a claim, they make none.
const SHORT: &[(u8, &str)] = &[
    (1, "mon lun seg sen"),
    (2, "tue tues mar ter sel"),
    (3, "wed mer mie qua rab"),
    (4, "thu thur thurs gio jue qui kam"),
    (5, "fri ven vie sex jum"),
    (6, "sat sab"),
    (7, "sun dom min"),
];

const WEEKEND: &[&str] = &["weekend", "weekends", "weekday", "weekdays"];
const EVERY_DAY: &[&str] = &["daily", "everyday", "quotidianamente", "diariamente"];
const ALL_DAYS: &[[&str; 2]] = &[
    ["every", "day"],
    ["tutti", "giorni"],
    ["ogni", "giorno"],
    ["todos", "dias"],
    ["setiap", "hari"],
    ["tiap", "hari"],
    ["हर", "दिन"],
    ["har", "roz"],
    ["كل", "يوم"],
    ["هر", "روز"],
    ["seven", "days"],
];
const BETWEEN: &[&str] = &[
    "to", "till", "until", "through", "thru", "a", "al", "ate", "e", "hingga", "sampai", "se", "सॆ", "से",
    "سي", "الي", "حتي", "until", "fino", "hasta", "feira",
];
const CLOSED: &[&str] = &[
    "closed",
    "close",
    "not",
    "no",
    "don",
    "t",
    "non",
    "chiuso",
    "chiusi",
    "chiusa",
    "cerrado",
    "cerrados",
    "nao",
    "fechado",
    "fechados",
    "tutup",
    "tidak",
    "बंद",
    "नहीं",
    "بند",
    "نهين",
    "مغلق",
    "لا",
    "ليس",
    "band",
    "nahi",
    "nahin",
    "except",
    "tranne",
    "excepto",
    "exceto",
    "kecuali",
];
const AND: &[&str] = &["and", "but", "e", "ma", "y", "pero", "mas", "dan", "tapi", "और", "اور", "و", "aur"];
const RELATIVE: &[(&str, &str)] = &[
    ("today", "today tonight oggi stasera stanotte hoy hoje आज آج اليوم aaj"),
    ("tomorrow", "tomorrow domani manana amanha besok कल كل غدا kal"),
];

fn weekday(token: &Token, table: &[(u8, &str)]) -> Option<u8> {
    table.iter().find(|(_, words)| words.split(' ').any(|word| token.is_word(&[word]))).map(|(day, _)| *day)
}

/// Open on these days, closed on those.
struct Days {
    open: BTreeSet<u8>,
    closed: BTreeSet<u8>,
}

impl Days {
    fn of(tokens: &[Token]) -> Self {
        let (mut open, mut closed) = (BTreeSet::new(), BTreeSet::new());
        for (part, is_closed) in parts(tokens) {
            let days = named_days(&tokens[part]);
            if is_closed { closed.extend(days) } else { open.extend(days) }
        }
        Self { open, closed }
    }
}

pub(super) fn claims(answer: &[Token], evidence: &[Token], customer: &[Token]) -> Vec<Claim> {
    let known = Days::of(evidence);
    let asked = named_days(customer);
    let mut claims = Vec::new();
    for (part, is_closed) in parts(answer) {
        // A day nobody wrote down as open may be denied to who asked for it.
        let supported = |day: u8| {
            let denied = asked.contains(&day) && !known.open.contains(&day);
            if is_closed { known.closed.contains(&day) || denied } else { known.open.contains(&day) }
        };
        for at in part {
            let token = &answer[at];
            if let Some(day) = weekday(token, WEEKDAYS) {
                claims.push(claim(ClaimKind::Day, &token.raw, supported(day)));
            }
            if token.is_word(WEEKEND) {
                claims.push(claim(ClaimKind::Day, &token.raw, supported(6) && supported(7)));
            }
            if names_all_days(answer, at) {
                claims.push(claim(ClaimKind::Day, &token.raw, (1..=7).all(supported)));
            }
            if let Some(words) = relative(token) {
                let said = evidence.iter().any(|other| relative(other) == Some(words));
                claims.push(claim(ClaimKind::Day, &token.raw, said));
            }
        }
    }
    claims
}

/// A text cut where being open or closed may change, each part with whether it speaks of being closed.
fn parts(tokens: &[Token]) -> Vec<(std::ops::Range<usize>, bool)> {
    let mut parts: Vec<(std::ops::Range<usize>, bool, bool)> = Vec::new();
    let mut start = 0;
    for at in 0..tokens.len() {
        let is_last = at + 1 == tokens.len();
        let turns = tokens[at].is_word(AND) && tokens.get(at + 1).is_some_and(|next| next.is_word(CLOSED));
        let ends = tokens[at].ends_sentence();
        if ends || is_last || turns || tokens[at].is_mark(&[","]) {
            let part = start..at + 1;
            let is_closed = tokens[part.clone()].iter().any(|token| token.is_word(CLOSED));
            parts.push((part, is_closed, ends || is_last));
            start = at + 1;
        }
    }
    // A part that names days and nothing else is as the part after it, or as the one before it at a sentence's end.
    for at in (0..parts.len()).rev() {
        if only_names_days(&tokens[parts[at].0.clone()]) {
            let neighbour =
                if parts[at].2 { at.checked_sub(1).filter(|before| !parts[*before].2) } else { Some(at + 1) };
            parts[at].1 = neighbour
                .and_then(|neighbour| parts.get(neighbour))
                .is_some_and(|(_, is_closed, _)| *is_closed);
        }
    }
    parts.into_iter().map(|(part, is_closed, _)| (part, is_closed)).collect()
}

fn only_names_days(tokens: &[Token]) -> bool {
    let is_day = |token: &Token| weekday(token, WEEKDAYS).or_else(|| weekday(token, SHORT)).is_some();
    tokens.iter().any(is_day)
        && tokens
            .iter()
            .all(|token| is_day(token) || token.is_word(AND) || !token.raw.contains(char::is_alphanumeric))
}

/// "kal" is yesterday and tomorrow, "كل" every: in Arabic letters the word for "each" claims nothing.
fn relative(token: &Token) -> Option<&'static str> {
    let found = RELATIVE.iter().find(|(_, words)| words.split(' ').any(|word| token.is_word(&[word])))?;
    (token.raw != "كل").then_some(found.0)
}

fn names_all_days(tokens: &[Token], at: usize) -> bool {
    let pair = |pair: &[&str; 2]| {
        let second = tokens[at + 1..].iter().take(2).any(|token| token.is_word(&[pair[1]]));
        tokens[at].is_word(&[pair[0]]) && second
    };
    tokens[at].is_word(EVERY_DAY) || ALL_DAYS.iter().any(pair)
}

/// The days a text speaks of: Monday to Wednesday are three.
fn named_days(tokens: &[Token]) -> BTreeSet<u8> {
    let mut days = BTreeSet::new();
    let mut before: Option<(usize, u8)> = None;
    for (at, token) in tokens.iter().enumerate() {
        if names_all_days(tokens, at) {
            days.extend(1..=7);
        }
        if token.is_word(WEEKEND) {
            days.extend([6, 7]);
        }
        let Some(day) = weekday(token, WEEKDAYS).or_else(|| weekday(token, SHORT)) else { continue };
        if let Some((start, first)) = before
            && at - start <= 4
            && tokens[start + 1..at].iter().any(|token| token.is_word(BETWEEN) || token.is_mark(&["-"]))
            && tokens[start + 1..at].iter().all(|token| !token.ends_sentence() && !token.is_mark(&[","]))
        {
            days.extend((0..7).map(|step| (first - 1 + step) % 7 + 1).take_while(|between| *between != day));
        }
        days.insert(day);
        before = Some((at, day));
    }
    days
}
