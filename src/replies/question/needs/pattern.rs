//! How a language says a thing: words in their order, close together, each in one of several forms. A word is met by its
//! letters: its beginning where the form is left open (`talk*`), or with one slip where it is long.

use std::collections::HashMap;

use super::words::Token;

/// Words that may stand between two of a pattern, and characters in scripts without blanks.
const WORDS_BETWEEN: usize = 2;
const CHARACTERS_BETWEEN: usize = 4;
/// Words that may stand between where the pattern says `...`.
const ANY_BETWEEN: usize = 9;
/// Letters of the shortest word one slip is forgiven in.
const LETTERS_TO_FORGIVE: usize = 6;

/// One way to say something.
#[derive(Debug)]
pub(in crate::replies::question) struct Pattern {
    elements: Vec<Element>,
}

#[derive(Debug)]
struct Element {
    /// Each a run of words; one of them must stand there.
    forms: Vec<Vec<Form>>,
    /// Anything may stand before it.
    far: bool,
}

#[derive(Debug, Clone)]
pub(in crate::replies::question) enum Form {
    Word(String),
    /// Any word that begins so.
    Beginning(String),
    Number,
    /// More of something than is bought in passing.
    Many,
}

/// As many as this of anything are a big order; of a weight half of it.
const MANY: u32 = 32;
/// More is a telephone number or an order's.
const TOO_MANY: u32 = 10_000;

impl Pattern {
    /// Reads `{want} speak|talk ... {person}`. Nothing when a class is not known.
    pub fn read(text: &str, classes: &HashMap<String, Vec<String>>) -> Option<Self> {
        let mut elements = Vec::new();
        let mut far = false;
        for part in text.split_whitespace() {
            if part == "..." {
                far = true;
                continue;
            }
            let mut forms = Vec::new();
            for form in part.split('|') {
                match form.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                    Some(name) => forms.extend(classes.get(name)?.iter().map(|form| read_form(form))),
                    None => forms.push(read_form(&form.replace('_', " "))),
                }
            }
            forms.retain(|form| !form.is_empty());
            elements.push(Element { forms, far });
            far = false;
        }
        (!elements.is_empty()).then_some(Self { elements })
    }

    /// Each form's first word, with its element as a bit.
    pub fn first_forms(&self) -> impl Iterator<Item = (u64, &Form)> {
        let elements = self.elements.iter().enumerate();
        elements.flat_map(|(at, element)| {
            element.forms.iter().filter_map(move |form| Some((1 << at, form.first()?)))
        })
    }

    /// Whether the words say it.
    pub fn stands_in(&self, words: &[Token]) -> bool {
        let Some((first, rest)) = self.elements.split_first() else { return false };
        (0..words.len()).any(|at| first.ends_at(words, at).any(|end| follows(rest, words, end)))
    }
}

fn follows(elements: &[Element], words: &[Token], from: usize) -> bool {
    let Some((next, rest)) = elements.split_first() else { return true };
    let between = match words.get(from.saturating_sub(1)) {
        _ if next.far => ANY_BETWEEN * if words.first().is_some_and(Token::is_character) { 2 } else { 1 },
        Some(word) if word.is_character() => CHARACTERS_BETWEEN,
        Some(_) | None => WORDS_BETWEEN,
    };
    let last = from.saturating_add(between).min(words.len().saturating_sub(1));
    (from..=last).any(|at| next.ends_at(words, at).any(|end| follows(rest, words, end)))
}

impl Element {
    /// Where each form that stands at a place ends.
    fn ends_at<'a>(&'a self, words: &'a [Token], at: usize) -> impl Iterator<Item = usize> + 'a {
        let met = self.forms.iter().filter(move |form| meets(form, words, at));
        met.map(move |form| at + form.len())
    }
}

fn read_form(text: &str) -> Vec<Form> {
    match text {
        "#number" => return vec![Form::Number],
        "#large" => return vec![Form::Many],
        _ => {}
    }
    let open = text.ends_with('*');
    let tokens = super::words::tokens(text.trim_end_matches('*'));
    let last = tokens.len().saturating_sub(1);
    let form = |(at, token): (usize, Token)| {
        if open && at == last { Form::Beginning(token.into_text()) } else { Form::Word(token.into_text()) }
    };
    tokens.into_iter().enumerate().map(form).collect()
}

fn meets(form: &[Form], words: &[Token], at: usize) -> bool {
    words.len() >= at + form.len() && form.iter().enumerate().all(|(next, form)| form.meets(words, at + next))
}

impl Form {
    fn meets(&self, words: &[Token], at: usize) -> bool {
        let word = &words[at];
        match self {
            Self::Word(form) => word.text() == form || is_slip(word, form),
            Self::Beginning(form) => word.text().starts_with(form.as_str()),
            Self::Number => number(word.text()).is_some(),
            Self::Many => is_many(words, at),
        }
    }
}

/// One letter too many, too few, another, or two exchanged.
pub(super) fn is_slip(word: &Token, form: &str) -> bool {
    let (letters, length) = (word.text().chars().count(), form.chars().count());
    !word.is_character()
        && length >= LETTERS_TO_FORGIVE
        && letters.abs_diff(length) <= 1
        && word.text().chars().next() == form.chars().next()
        && (word.text().chars().nth(1) == form.chars().nth(1)
            || word.text().ends_with(form.chars().last().unwrap_or(' ')))
        && strsim::osa_distance(word.text(), form) == 1
}

/// A number, also with its unit written to it: `60kg`.
fn number(word: &str) -> Option<u32> {
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

fn is_many(words: &[Token], at: usize) -> bool {
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
