//! Meta's rules for a new or changed template, checked while it is written: every fault with the path of its field.
//!
//! Refuses here what Meta would refuse after a day of review; never mends a template.

use std::collections::HashSet;

use super::placeholders::{self, Piece};
use super::types::{Button, ButtonKind, Category, Content, HeaderKind, ParameterFormat, button_variable};

/// Limits in characters, of buttons in pieces.
const NAME_LIMIT: usize = 512;
const HEADER_LIMIT: usize = 60;
const BODY_LIMIT: usize = 1024;
const FOOTER_LIMIT: usize = 60;
const LABEL_LIMIT: usize = 25;
const URL_LIMIT: usize = 2000;
const PHONE_LIMIT: usize = 20;
const CODE_LIMIT: usize = 15;
const EXAMPLE_LIMIT: usize = 200;
const BUTTONS_LIMIT: usize = 10;
const URL_BUTTONS_LIMIT: usize = 2;
const PHONE_BUTTONS_LIMIT: usize = 1;
const CODE_BUTTONS_LIMIT: usize = 1;

/// Faults as path and words, one per path.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Faults(Vec<(String, String)>);

impl Faults {
    pub(super) fn add(&mut self, path: impl Into<String>, words: impl Into<String>) {
        let path = path.into();
        if self.0.iter().all(|(known, _)| *known != path) {
            self.0.push((path, words.into()));
        }
    }

    /// The faults, or nothing when there are none.
    pub(super) fn into_result(self) -> Result<(), Vec<(String, String)>> {
        if self.0.is_empty() { Ok(()) } else { Err(self.0) }
    }

    fn at_most(&mut self, path: &str, text: &str, most: usize) {
        let characters = text.chars().count();
        if characters > most {
            self.add(path, format!("At most {most} characters; this has {characters}."));
        }
    }

    fn something(&mut self, path: &str, text: &str, most: usize) {
        if text.trim().is_empty() {
            self.add(path, "Please write something.");
        }
        self.at_most(path, text, most);
    }
}

/// What is wrong with a template of named variables.
pub(super) fn check(name: &str, language: &str, category: Category, content: &Content) -> Faults {
    let mut faults = Faults::default();
    self::name(&mut faults, name);
    if !is_language(language) {
        faults.add("language", "Choose a language, written like it or pt_BR.");
    }
    match category {
        Category::Utility | Category::Marketing => {}
        Category::Authentication | Category::Unknown => {
            faults.add("category", "Choose utility or marketing; codes for signing in are not made here.");
        }
    }
    header(&mut faults, content);
    faults.something("body", &content.body, BODY_LIMIT);
    blanks(&mut faults, "body", &content.body);
    too_many_blanks(&mut faults, &content.body);
    if let Some(footer) = &content.footer {
        faults.something("footer", footer, FOOTER_LIMIT);
        if footer.contains("{{") {
            faults.add("footer", "The footer has no variables.");
        }
    }
    buttons(&mut faults, &content.buttons);
    examples(&mut faults, content);
    faults
}

fn name(faults: &mut Faults, name: &str) {
    faults.something("name", name, NAME_LIMIT);
    if !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
        faults.add("name", "Only small letters a–z, digits and _ are allowed.");
    }
}

/// `it`, `fil`, `pt_BR`.
fn is_language(tag: &str) -> bool {
    let (language, region) =
        tag.split_once('_').map_or((tag, None), |(language, region)| (language, Some(region)));
    (2..=3).contains(&language.len())
        && language.bytes().all(|byte| byte.is_ascii_lowercase())
        && region
            .is_none_or(|region| region.len() == 2 && region.bytes().all(|byte| byte.is_ascii_uppercase()))
}

fn header(faults: &mut Faults, content: &Content) {
    let Some(header) = &content.header else { return };
    match header.kind {
        HeaderKind::Text => {
            let text = header.text.as_deref().unwrap_or_default();
            faults.something("header.text", text, HEADER_LIMIT);
            if text.contains(['\n', '\r']) {
                faults.add("header.text", "The header is one line.");
            }
            if placeholders::names(text).len() > 1 {
                faults.add("header.text", "The header has one variable at most.");
            }
            names_are_well_formed(faults, "header.text", text);
            if header.media_id.is_some() {
                faults.add("header.media_id", "A text header has no file.");
            }
        }
        HeaderKind::Image | HeaderKind::Video | HeaderKind::Document => {
            if header.media_id.is_none() {
                faults.add("header.media_id", "Meta wants to see a sample file.");
            }
            if header.text.is_some() {
                faults.add("header.text", "A file as header has no text.");
            }
        }
        HeaderKind::Location => {
            if header.text.is_some() {
                faults.add("header.text", "A place as header has no text.");
            }
        }
    }
}

/// Blanks stand neither first nor last nor side by side, and have proper names.
fn blanks(faults: &mut Faults, path: &str, text: &str) {
    names_are_well_formed(faults, path, text);
    let pieces: Vec<Piece<'_>> = placeholders::pieces(text.trim());
    let is_blank = |piece: Option<&Piece<'_>>| matches!(piece, Some(Piece::Blank(_)));
    if is_blank(pieces.first()) || is_blank(pieces.last()) {
        faults.add(path, "A variable stands neither at the start nor at the end: write words around it.");
    }
    let meaningful = pieces.iter().filter(|piece| match piece {
        Piece::Words(words) => !words.trim().is_empty(),
        Piece::Blank(_) => true,
    });
    let meaningful: Vec<&Piece<'_>> = meaningful.collect();
    if meaningful.windows(2).any(|pair| pair.iter().all(|piece| matches!(piece, Piece::Blank(_)))) {
        faults.add(path, "Two variables stand side by side: write words between them.");
    }
}

fn names_are_well_formed(faults: &mut Faults, path: &str, text: &str) {
    for name in placeholders::names(text) {
        let first = name.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase());
        let rest =
            name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        if !first || !rest {
            faults.add(path, format!("“{name}” is no name for a variable: small letters a–z, digits and _."));
        }
    }
    let words_with_braces = placeholders::pieces(text).iter().any(|piece| match piece {
        Piece::Words(words) => words.contains("{{") || words.contains("}}"),
        Piece::Blank(_) => false,
    });
    if words_with_braces {
        faults.add(path, "A variable is written {{name}}: one of the braces is missing.");
    }
}

/// Meta wants at least two words around each variable, and one more.
fn too_many_blanks(faults: &mut Faults, body: &str) {
    let blanks = placeholders::names(body).len();
    let words: usize = placeholders::pieces(body)
        .iter()
        .map(|piece| match piece {
            Piece::Words(words) => {
                words.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
            }
            Piece::Blank(_) => 0,
        })
        .sum();
    if blanks > 0 && words < 2 * blanks + 1 {
        faults.add("body", "Too many variables for so few words: write more around them.");
    }
}

fn buttons(faults: &mut Faults, buttons: &[Button]) {
    if buttons.len() > BUTTONS_LIMIT {
        faults.add("buttons", format!("At most {BUTTONS_LIMIT} buttons; these are {}.", buttons.len()));
    }
    let count = |kind: ButtonKind| buttons.iter().filter(|button| button.kind == kind).count();
    for (kind, most, words) in [
        (ButtonKind::Url, URL_BUTTONS_LIMIT, "links"),
        (ButtonKind::PhoneNumber, PHONE_BUTTONS_LIMIT, "phone number"),
        (ButtonKind::CopyCode, CODE_BUTTONS_LIMIT, "code to copy"),
    ] {
        if count(kind) > most {
            faults.add("buttons", format!("At most {most} {words}."));
        }
    }
    let changes = buttons.windows(2).filter(|pair| is_reply(&pair[0]) != is_reply(&pair[1])).count();
    if changes > 1 {
        faults.add("buttons", "Keep the quick replies together, before or after the other buttons.");
    }
    let mut labels = HashSet::new();
    for (index, button) in buttons.iter().enumerate() {
        let path = |field: &str| format!("buttons.{index}.{field}");
        faults.something(&path("text"), &button.text, LABEL_LIMIT);
        if button.text.contains("{{") {
            faults.add(path("text"), "A label has no variables.");
        }
        if !labels.insert(button.text.trim().to_lowercase()) {
            faults.add(path("text"), "Another button has the same label.");
        }
        self::button(faults, index, button);
    }
}

fn is_reply(button: &Button) -> bool {
    button.kind == ButtonKind::QuickReply
}

fn button(faults: &mut Faults, index: usize, button: &Button) {
    let path = |field: &str| format!("buttons.{index}.{field}");
    let url = button.url.as_deref();
    let phone = button.phone_number.as_deref();
    match button.kind {
        ButtonKind::Url => match url {
            Some(url) => self::url(faults, &path("url"), url),
            None => faults.add(path("url"), "Where does the button lead?"),
        },
        ButtonKind::QuickReply | ButtonKind::PhoneNumber | ButtonKind::CopyCode if url.is_some() => {
            faults.add(path("url"), "Only a link button has an address.");
        }
        ButtonKind::PhoneNumber => {
            let digits = phone.and_then(|phone| phone.strip_prefix('+')).unwrap_or_default();
            let plausible = digits.len() >= 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
            if !plausible || digits.len() >= PHONE_LIMIT {
                faults.add(path("phone_number"), "Write the number with + and country code, digits only.");
            }
        }
        ButtonKind::QuickReply | ButtonKind::CopyCode => {}
    }
    if phone.is_some() && button.kind != ButtonKind::PhoneNumber {
        faults.add(path("phone_number"), "Only a call button has a number.");
    }
}

fn url(faults: &mut Faults, path: &str, url: &str) {
    faults.something(path, url, URL_LIMIT);
    if !(url.starts_with("https://") || url.starts_with("http://")) || url.contains(char::is_whitespace) {
        faults.add(path, "The address begins with https:// and has no blanks.");
    }
    let names = placeholders::names(url);
    if names.len() > 1
        || names.first().is_some_and(|name| name != "1")
        || (names.len() == 1 && !url.ends_with("{{1}}"))
    {
        faults.add(path, "An address has one variable at most: {{1}}, at its end.");
    }
}

fn examples(faults: &mut Faults, content: &Content) {
    for variable in content.variables(ParameterFormat::Named) {
        let path = format!("examples.{}", variable.name);
        let example = variable.example.as_deref().unwrap_or_default();
        faults.something(&path, example, EXAMPLE_LIMIT);
        if placeholders::flattened(example) != example.trim() {
            faults.add(&*path, "An example has no line breaks, tabs or long gaps.");
        }
        let Some(index) = variable.button_index else { continue };
        let Some(button) = content.buttons.get(index) else { continue };
        if button.kind == ButtonKind::CopyCode {
            faults.at_most(&path, example, CODE_LIMIT);
        }
        debug_assert_eq!(variable.name, button_variable(index));
    }
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
