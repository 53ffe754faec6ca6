//! Outside the 24 hours a message is a template: the one that fits, filled in; or none, which the queue shows.

use std::collections::BTreeMap;

use super::words;
use crate::health::outside::TemplateChoice;
use crate::health::types::{FilledTemplate, Purpose};

/// What blanks for the customer's name, and for what it is about, are called. A blank of another name, or a number, asks for
/// what is not known here: such a template would say something else.
const NAME_BLANKS: [&str; 6] = ["name", "nome", "nombre", "first_name", "customer_name", "customer"];
const ABOUT_BLANKS: [&str; 7] = ["subject", "about", "topic", "argomento", "oggetto", "asunto", "assunto"];

/// What a template has to say, and those there are.
pub(super) struct Needed<'a> {
    /// By which the program's own words stand.
    pub detector: &'a str,
    pub purpose: Purpose,
    pub language: &'a str,
    /// What the customer is called.
    pub name: Option<&'a str>,
    pub templates: &'a [TemplateChoice],
}

/// The template for a signal, with what fills it in.
pub(super) fn choose(needed: &Needed<'_>) -> Option<FilledTemplate> {
    let about = words::about(needed.detector, needed.language)?;
    let fits = |one: &&TemplateChoice| one.speaks(needed.language) && one.purpose == needed.purpose;
    needed.templates.iter().filter(fits).find_map(|one| Some((one.id, fill(one, needed.name, about)?)))
}

/// The blanks filled in: the name, and once what it is about. Without that a template speaks of something of its own, such as
/// an order that is ready.
fn fill(template: &TemplateChoice, name: Option<&str>, about: &str) -> Option<BTreeMap<String, String>> {
    if template.needs_header {
        return None;
    }
    let mut filled = BTreeMap::new();
    let mut says_what_about = 0;
    for blank in &template.variables {
        let known = blank.to_ascii_lowercase();
        let value = if NAME_BLANKS.contains(&known.as_str()) {
            name?
        } else if ABOUT_BLANKS.contains(&known.as_str()) {
            says_what_about += 1;
            about
        } else {
            return None;
        };
        filled.insert(blank.clone(), value.to_owned());
    }
    (says_what_about == 1).then_some(filled)
}
