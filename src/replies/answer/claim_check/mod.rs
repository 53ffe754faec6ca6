//! Finds what an answer claims that no source says: figures, prices, times, dates, days, addresses, links, promises.
//!
//! Works in code, on words and numbers, the same way in every language it knows; whatever it cannot find again in the
//! evidence is unsupported. It may block a true answer; it must not let a false figure or promise through.
//! Never asks a model and never changes the answer.

mod days;
mod figures;
mod links;
mod promises;
mod streets;
mod tokens;
mod words;

use serde::{Deserialize, Serialize};

use figures::Figures;
use tokens::Token;

/// What kind of thing is claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimKind {
    Figure,
    Phone,
    Day,
    Link,
    Street,
    Promise,
    Identity,
}

/// One thing an answer says, and whether the evidence says it too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    pub kind: ClaimKind,
    /// As it stands in the answer.
    pub text: String,
    pub supported: bool,
}

/// What an answer may rest on: cited passages and facts of the shop, and what the customer said.
pub(in crate::replies) struct Evidence {
    text: String,
    tokens: Vec<Token>,
    figures: Figures,
    links: Vec<String>,
    customer: Vec<Token>,
}

impl Evidence {
    pub fn of<'a>(sources: impl IntoIterator<Item = &'a str>, customer: &str) -> Self {
        let text = sources.into_iter().map(tokens::plain).collect::<Vec<_>>().join("\n\n");
        let (rest, links) = links::taken_out(&text);
        let tokens = tokens::cut(&rest);
        let figures = Figures::of(&rest, &tokens);
        Self { text: rest, tokens, figures, links, customer: tokens::cut(&tokens::plain(customer)) }
    }
}

/// Everything the answer claims.
pub(in crate::replies) fn claims(answer: &str, evidence: &Evidence) -> Vec<Claim> {
    let (rest, links) = links::taken_out(&tokens::without_list_marks(&tokens::plain(answer)));
    let tokens = tokens::cut(&rest);
    let mut claims: Vec<Claim> = links
        .into_iter()
        .map(|link| {
            claim(ClaimKind::Link, &link, evidence.links.contains(&link) || evidence.text.contains(&link))
        })
        .collect();
    claims.extend(figures::claims(&rest, &tokens, &evidence.figures));
    claims.extend(days::claims(&tokens, &evidence.tokens, &evidence.customer));
    claims.extend(streets::claims(&tokens, &evidence.tokens));
    claims.extend(promises::claims(&tokens, &evidence.tokens));
    claims
}

fn claim(kind: ClaimKind, text: &str, supported: bool) -> Claim {
    Claim { kind, text: text.to_owned(), supported }
}

#[cfg(test)]
mod tests;
