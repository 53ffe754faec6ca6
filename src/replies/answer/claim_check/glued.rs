//! What languages write on or amid a word: Arabic "and", Korean "from", "until" and "only", Turkish "from … to …", letters
//! of a name that mean something alone.

use super::hangul;
use super::token::{Kind, Token};
use crate::languages::{Join, Meaning, Words};
use crate::storage::text::{fold, normalise};

/// "駅前店", "前輪": before a letter that means nothing alone "before" and "after" are letters of a name.
pub(super) fn before_in_names(tokens: &mut [Token]) {
    let is_letter = |token: &Token| {
        let han = |letter: char| matches!(letter, '\u{3400}'..='\u{9fff}');
        token.kind == Kind::Word
            && token.meanings.is_empty()
            && token.raw.chars().count() == 1
            && token.raw.chars().all(han)
    };
    let touches = |one: &Token, next: &Token| one.at + one.raw.len() == next.at;
    for here in 0..tokens.len().saturating_sub(1) {
        let begins = here.checked_sub(1).is_none_or(|at| {
            let before = &tokens[at];
            !touches(before, &tokens[here]) || is_letter(before) || before.common || before.mark().is_some()
        });
        let goes_on = is_letter(&tokens[here + 1]) && touches(&tokens[here], &tokens[here + 1]);
        if matches!(tokens[here].raw.as_str(), "前" | "後") && begins && goes_on {
            tokens[here].meanings.clear();
            tokens[here].common = false;
        }
    }
}

/// "11시부터 7시까지", "잠실점에만": Korean writes "from", "until" and "only" on the word.
pub(super) fn from_and_until(token: &mut Token) {
    if !hangul::is_only(&token.raw) || token.raw.chars().count() < 2 {
        return;
    }
    if token.raw.ends_with("지만") && token.raw.chars().count() > 2 {
        token.join = Some(Join::But);
    }
    let said: &[&'static str] = match () {
        () if token.raw.ends_with("부터") => &["from", "range"],
        () if token.raw.ends_with("까지") => &["until", "up_to"],
        () if token.raw.ends_with("에만") || token.raw.ends_with("에서만") => &["only"],
        () => &[],
    };
    for name in said {
        if !token.is(name) && (*name == "only" || !token.meanings.is_empty()) {
            token.meanings.push(Meaning::Concept(name));
        }
    }
}

/// "So, Mo, Di zu.": at the end, behind days, the German word is "closed".
pub(super) fn shut_behind_days(tokens: &mut [Token], languages: &[&'static Words]) {
    if languages.iter().all(|words| words.tag != "de") {
        return;
    }
    for here in 1..tokens.len() {
        let ends = tokens.get(here + 1).is_none_or(|next| next.mark().is_some());
        let dated = tokens[..here].iter().any(|token| token.day().is_some() || token.is("holiday"));
        if tokens[here].folded == "zu" && ends && dated {
            tokens[here].meanings.push(Meaning::Concept("closed"));
        }
    }
}

/// "وللأطفال": Arabic writes "and" on the word, here before "the" and "for the".
pub(super) fn and_the<'t>(
    offset: usize,
    word: &'t str,
    languages: &[&'static Words],
) -> Vec<(usize, &'t str)> {
    let folded = fold(&normalise(word));
    // "والنصف" is half past.
    if languages.iter().any(|words| !words.exactly(&folded).is_empty()) {
        return vec![(offset, word)];
    }
    let and = 'و'.len_utf8();
    // Before a foreign name it is "and" too: "وApple".
    let definite = word.strip_prefix('و').filter(|rest| {
        rest.starts_with("ال")
            || rest.starts_with("لل")
            || rest.starts_with(|next: char| next.is_ascii_alphabetic())
    });
    // "والد" is a father.
    match definite {
        Some(rest) if rest.chars().count() > 4 && !word.starts_with("والد") => {
            vec![(offset, &word[..and]), (offset + and, rest)]
        }
        _ => vec![(offset, word)],
    }
}

/// "タイヤ" is a tyre, and begins like Thailand: a country among Katakana is the whole word.
pub(super) fn is_within_a_word(form: &str, behind: &str, meaning: &Meaning) -> bool {
    let katakana = |letter: char| matches!(letter, '\u{30a1}'..='\u{30fc}');
    matches!(meaning, Meaning::Country(_)) && form.chars().all(katakana) && behind.starts_with(katakana)
}

/// "8.30'dan 20.00'ye kadar": what Turkish writes behind the mark on a figure is no word, and the first says "to".
pub(super) fn cases_of_figures(tokens: &mut Vec<Token>, languages: &[&'static Words]) {
    const FROM: &[&str] = &["dan", "den", "tan", "ten"];
    const CASES: &[&str] =
        &["ya", "ye", "a", "e", "da", "de", "ta", "te", "i", "ı", "u", "ü", "yi", "yı", "si", "lik", "lık"];
    if languages.iter().all(|words| words.tag != "tr") {
        return;
    }
    let mut here = 1;
    while here + 1 < tokens.len() {
        let end = |token: &Token| token.at + token.raw.len();
        let glued = tokens[here - 1].amount().is_some()
            && matches!(tokens[here].mark(), Some('\'' | '’'))
            && tokens[here].at == end(&tokens[here - 1])
            && tokens[here + 1].at == end(&tokens[here]);
        let raw = tokens[here + 1].raw.as_str();
        let from = FROM.contains(&raw);
        if glued && (from || CASES.contains(&raw)) {
            tokens.remove(here);
            let case = &mut tokens[here];
            case.common = true;
            case.meanings = if from { vec![Meaning::Concept("range")] } else { Vec::new() };
        }
        here += 1;
    }
}

/// "Salıdan cumartesiye": Turkish says from and to on the word.
pub(super) fn ranges_by_case(from: &Token, to: &Token) -> bool {
    let ends = |token: &Token, endings: &[&str]| endings.iter().any(|ending| token.folded.ends_with(ending));
    ends(from, &["dan", "den", "tan", "ten"]) && ends(to, &["ya", "ye"])
}
