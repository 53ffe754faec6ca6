//! How a language says a thing: words close together, each in one of several forms, in their order or, behind a `~`, in
//! any. A word is met by its letters: its beginning where the form is left open (`talk*`), or with one slip where it is
//! long.

use std::collections::HashMap;
use std::sync::Arc;

use super::amount::{is_many, number};
use super::slip;
use super::words::Token;

/// Words that may stand between two of a pattern, and characters in scripts without blanks.
const WORDS_BETWEEN: usize = 2;
const CHARACTERS_BETWEEN: usize = 4;
/// Words that may stand between where the pattern says `...`.
const ANY_BETWEEN: usize = 9;
/// Words between all of a pattern in any order together, and characters in scripts without blanks.
const WORDS_AMONG: usize = 5;
const CHARACTERS_AMONG: usize = 10;
/// Letters of the shortest word one slip is forgiven in, and of the shortest beginning.
const LETTERS_TO_FORGIVE: usize = 6;
const LETTERS_TO_FORGIVE_BEGINNING: usize = 7;
/// The same of a word that says it all alone: a slip makes it a word of another language too easily.
const LETTERS_TO_FORGIVE_ALONE: usize = 9;

/// Words that mean the same, by the name of their class. They are many and stand in many patterns: each is read once, and the
/// patterns share it.
#[derive(Debug, Default)]
pub(in crate::replies::question) struct Classes(HashMap<String, Forms>);

/// Each a run of words; one of them must stand there.
type Forms = Arc<[Vec<Form>]>;

impl Classes {
    pub fn read(texts: &HashMap<String, Vec<String>>) -> Self {
        Self(texts.iter().map(|(name, forms)| (name.clone(), read_forms(forms))).collect())
    }
}

/// One way to say something.
#[derive(Debug)]
pub(in crate::replies::question) struct Pattern {
    elements: Vec<Element>,
    in_any_order: bool,
}

/// Where something stands: from the first of its words to behind the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::replies::question) struct Span {
    pub from: usize,
    pub to: usize,
}

impl Span {
    pub fn meets(self, other: Self) -> bool {
        self.from < other.to && other.from < self.to
    }

    fn len(self) -> usize {
        self.to - self.from
    }
}

#[derive(Debug)]
struct Element {
    forms: Vec<Forms>,
    /// Anything may stand before it.
    far: bool,
    /// The pattern has no other.
    alone: bool,
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

impl Pattern {
    /// Reads `{want} speak|talk ... {person}` or `~ {person} {talk}`. Nothing when a class is not known.
    pub fn read(text: &str, classes: &Classes) -> Option<Self> {
        let mut elements = Vec::new();
        let mut far = false;
        let (in_any_order, text) = text.strip_prefix('~').map_or((false, text), |rest| (true, rest));
        for part in text.split_whitespace() {
            if part == "..." {
                far = true;
                continue;
            }
            let mut forms = Vec::new();
            for form in part.split('|') {
                match form.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                    Some(name) => forms.push(Arc::clone(classes.0.get(name)?)),
                    None => forms.push(read_forms(&[form.replace('_', " ")])),
                }
            }
            elements.push(Element { forms, far, alone: false });
            far = false;
        }
        if let [only] = elements.as_mut_slice() {
            only.alone = true;
        }
        (!elements.is_empty()).then_some(Self { elements, in_any_order })
    }

    /// Each form's first word, with its element as a bit.
    pub fn first_forms(&self) -> impl Iterator<Item = (u32, &Form)> {
        let elements = self.elements.iter().enumerate();
        elements.flat_map(|(at, element)| {
            element.each_form().filter_map(move |form| Some((1 << at, form.first()?)))
        })
    }

    /// Whether the words say it.
    pub fn stands_in(&self, words: &[Token]) -> bool {
        self.spans(words).next().is_some()
    }

    /// Wherever the words say it.
    pub fn spans<'a>(&'a self, words: &'a [Token]) -> Box<dyn Iterator<Item = Span> + 'a> {
        if self.in_any_order {
            return Box::new(self.spans_in_any_order(words).into_iter());
        }
        let Some((first, rest)) = self.elements.split_first() else { return Box::new(std::iter::empty()) };
        Box::new((0..words.len()).filter_map(move |from| {
            let to = first.ends_at(words, from).find_map(|end| follows(rest, words, end))?;
            Some(Span { from, to })
        }))
    }

    fn spans_in_any_order(&self, words: &[Token]) -> Vec<Span> {
        let among =
            if words.first().is_some_and(Token::is_character) { CHARACTERS_AMONG } else { WORDS_AMONG };
        let mut found = vec![Taken::default()];
        for element in &self.elements {
            let mut places: Vec<Span> = (0..words.len())
                .flat_map(|from| element.ends_at(words, from).map(move |to| Span { from, to }))
                .collect();
            // Two forms may be met by the same words.
            places.sort_unstable();
            places.dedup();
            found = found.iter().flat_map(|taken| taken.with_each(&places, among)).collect();
        }
        let mut spans: Vec<Span> = found.iter().filter_map(|taken| taken.span).collect();
        spans.sort_unstable();
        spans.dedup();
        spans
    }
}

/// Places of some elements of a pattern.
#[derive(Debug, Default)]
struct Taken {
    places: Vec<Span>,
    /// From the first to the last of them.
    span: Option<Span>,
    /// Words that belong to them.
    own: usize,
}

impl Taken {
    /// With one place more, for each that is free and near enough. The places are in order, so that in a long message only
    /// those around are looked at.
    fn with_each(&self, places: &[Span], among: usize) -> Vec<Self> {
        let longest = places.iter().map(|place| place.len()).max().unwrap_or_default();
        let reach = self.own + longest + among;
        let (after, before) =
            self.span.map_or((0, usize::MAX), |span| (span.to.saturating_sub(reach), span.from + reach));
        let first = places.partition_point(|place| place.from < after);
        let near = places[first..].iter().take_while(|place| place.from < before);
        near.filter_map(|place| self.with(*place, among)).collect()
    }

    fn with(&self, place: Span, among: usize) -> Option<Self> {
        let span = self
            .span
            .map_or(place, |span| Span { from: span.from.min(place.from), to: span.to.max(place.to) });
        let own = self.own + place.len();
        let is_free = !self.places.iter().any(|other| other.meets(place));
        (is_free && span.len() <= own + among).then(|| Self {
            places: [self.places.as_slice(), &[place]].concat(),
            span: Some(span),
            own,
        })
    }
}

/// Where the last of the elements ends, when they follow.
fn follows(elements: &[Element], words: &[Token], from: usize) -> Option<usize> {
    let Some((next, rest)) = elements.split_first() else { return Some(from) };
    let between = match words.get(from.saturating_sub(1)) {
        _ if next.far => ANY_BETWEEN * if words.first().is_some_and(Token::is_character) { 2 } else { 1 },
        Some(word) if word.is_character() => CHARACTERS_BETWEEN,
        Some(_) | None => WORDS_BETWEEN,
    };
    let last = from.saturating_add(between).min(words.len().saturating_sub(1));
    (from..=last).find_map(|at| next.ends_at(words, at).find_map(|end| follows(rest, words, end)))
}

impl Element {
    fn each_form(&self) -> impl Iterator<Item = &Vec<Form>> {
        self.forms.iter().flat_map(|forms| forms.iter())
    }

    /// Where each form that stands at a place ends.
    fn ends_at<'a>(&'a self, words: &'a [Token], at: usize) -> impl Iterator<Item = usize> + 'a {
        let met = self
            .each_form()
            .filter(move |form| meets(form, words, at) && (!self.alone || is_sure(form, &words[at])));
        met.map(move |form| at + form.len())
    }
}

fn read_forms(texts: &[String]) -> Forms {
    texts.iter().map(|text| read_form(text)).filter(|form| !form.is_empty()).collect()
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
            Self::Word(form) => word.texts().any(|text| text == form) || is_slip(word, form),
            Self::Beginning(form) => begins(word, form),
            Self::Number => number(word.text()).is_some(),
            Self::Many => is_many(words, at),
        }
    }
}

/// Whether a form that says it all alone is met without a slip, or is so long that one does not matter.
fn is_sure(form: &[Form], word: &Token) -> bool {
    match form {
        [Form::Word(form)] => is_long(form) || word.texts().any(|text| text == form),
        [Form::Beginning(form)] => is_long(form) || word.texts().any(|text| text.starts_with(form)),
        _ => true,
    }
}

fn is_long(form: &str) -> bool {
    has(form, LETTERS_TO_FORGIVE_ALONE)
}

/// Whether a word begins so, as it stands or with one slip.
fn begins(word: &Token, form: &str) -> bool {
    word.texts().any(|text| text.starts_with(form)) || begins_with_a_slip(word, form)
}

/// Whether a beginning is long enough that a slip in it is forgiven.
pub(super) fn may_begin_slipped(form: &str) -> bool {
    has(form, LETTERS_TO_FORGIVE_BEGINNING)
}

pub(super) fn begins_with_a_slip(word: &Token, form: &str) -> bool {
    slip::same_first(word.text(), form)
        && !word.is_character()
        && may_begin_slipped(form)
        && slip::beginning(word.text(), form.chars().count())
            .is_some_and(|begun| slip::at_most_one(begun, form))
}

/// Whether a word is long enough that a slip in it is forgiven.
pub(super) fn may_be_slipped(form: &str) -> bool {
    has(form, LETTERS_TO_FORGIVE)
}

/// One letter too many, too few, another, or two exchanged; letters written twice count once. Asked of every word with
/// every form: what rules out most comes first.
pub(super) fn is_slip(word: &Token, form: &str) -> bool {
    let text = word.text();
    slip::same_first(text, form)
        && slip::same_second_or_last(text, form)
        && !word.is_character()
        && may_be_slipped(form)
        && (slip::at_most_one(text, form) || slip::at_most_one_beside_doubled(text, form))
}

/// Whether a text has at least so many letters.
fn has(text: &str, letters: usize) -> bool {
    text.chars().nth(letters - 1).is_some()
}
