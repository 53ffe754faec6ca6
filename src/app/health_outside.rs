//! What joins the health scanner with doers it must not know: WhatsApp's templates and numbers, and the replies' check of
//! claims.

use std::sync::Arc;

use crate::channels;
use crate::health::fleet::KnowOwner;
use crate::health::{Outside, Purpose, TemplateChoice};
use crate::inbox::{self, Alias, AliasKind, Conversation};
use crate::replies;
use crate::replies::answer::claim_check::{Context, Passage, check_before_verifying};
use crate::storage::{ReadConn, StorageError};
use crate::whatsapp::templates::{Category, HeaderKind, Template};

/// What a message because of a signal may not claim. That it has no record of its own is no fault of "we miss you": there is
/// none of what two people say to each other.
const REFUSED: [&str; 6] = ["figure", "day", "polarity", "subject", "name", "swapped"];

pub(super) fn joined() -> Outside {
    Outside {
        rules: super::channels::rules(),
        templates: Arc::new(templates),
        all_templates: Arc::new(all_templates),
        check: Arc::new(refused),
        model_budget: Arc::new(replies::budget_lasts),
        charge_model: Arc::new(replies::charge),
    }
}

/// Whoever has this number becomes a contact, with a conversation on the first of the shop's own numbers.
pub(super) fn know_owner() -> KnowOwner {
    Arc::new(|tx, phone, name| {
        let Some(number) = channels::to_write_from(tx)? else { return Ok(None) };
        let Some(channel) = super::channels::named(&number.channel) else { return Ok(None) };
        let alias = Alias { kind: AliasKind::Phone, value: phone.to_owned(), scope: number.scope };
        let contact = inbox::know_contact(tx, &[alias], name)?;
        inbox::open_conversation(tx, contact, channel, number.id, number.practice)?;
        Ok(Some(contact))
    })
}

fn templates(conn: &ReadConn, conversation: &Conversation) -> Result<Vec<TemplateChoice>, StorageError> {
    let found = super::channels::templates(conn, &conversation.channel, conversation.channel_account)?;
    Ok(found.into_iter().map(choice).collect())
}

fn all_templates(conn: &ReadConn) -> Result<Vec<TemplateChoice>, StorageError> {
    let mut found = Vec::new();
    for account in channels::all(conn)? {
        if account.is_in_use() && !account.practice {
            let sendable = super::channels::templates(conn, &account.channel, account.id)?;
            found.extend(sendable.into_iter().map(choice));
        }
    }
    Ok(found)
}

fn choice(template: Template) -> TemplateChoice {
    let header = template.content.header.as_ref().map(|header| header.kind);
    TemplateChoice {
        purpose: match template.category {
            Category::Utility | Category::Authentication => Purpose::Utility,
            Category::Marketing | Category::Unknown => Purpose::Marketing,
        },
        variables: template
            .content
            .variables(template.parameter_format)
            .into_iter()
            .map(|one| one.name)
            .collect(),
        needs_header: !matches!(header, None | Some(HeaderKind::Text)),
        id: template.id,
        name: template.name,
        language: template.language,
    }
}

/// The sentences of a draft that claim what no passage holds.
fn refused(draft: &str, passages: &[String], language: &str) -> Vec<String> {
    let ids: Vec<String> = (0..passages.len()).map(|place| place.to_string()).collect();
    let known: Vec<Passage<'_>> = passages
        .iter()
        .zip(&ids)
        .map(|(text, id)| Passage { id, title: "", question: None, text, cited: true })
        .collect();
    let context = Context { language: Some(language), ..Context::default() };
    check_before_verifying(draft, &known, &context)
        .sentences
        .into_iter()
        .filter(|sentence| !sentence.supported)
        .filter(|sentence| REFUSED.contains(&sentence.kind.as_str()) || has_figure(&sentence.text))
        .map(|sentence| sentence.text)
        .collect()
}

/// A figure of one thing beside another is said of no record either.
fn has_figure(sentence: &str) -> bool {
    sentence.chars().any(|letter| letter.is_numeric() || letter == '%')
}
