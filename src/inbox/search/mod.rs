//! Searches a shop's messages, newest first, however many there are.
//!
//! Every filter but the label is a mark in the same index as the words, so the whole question is one walk of it.

pub(super) mod contact_index;
mod hidden_digits;
pub(super) mod merging;
pub(super) mod message_index;
pub(super) mod phone_forms;
mod query;

use super::reactions;
use super::store::search::{EXAMINED_PER_PAGE, Range};
use super::store::{conversations, labels, search as store, threads};
use super::types::{AuthorKind, Conversation, Message, Teammate};
use crate::actor::{Actor, Permission};
use crate::ids::{Id as _, LabelId, MessageId};
use crate::storage::text::query_tokens;
use crate::storage::{ReadConn, StorageError};
use hidden_digits::HiddenDigits;
use message_index::{author_mark, conversation_mark, kind_mark};
use query::{From, SearchQuery};

/// Customers one `from:` may mean.
const MOST_CUSTOMERS: u32 = 50;
/// Milliseconds to ids: ids are made of the time shifted by this many bits.
const ID_BITS: u32 = 12;

/// One page of hits and where the next one begins.
pub(super) struct Found {
    pub hits: Vec<(Message, Conversation)>,
    pub next: Option<i64>,
}

/// Looks for messages before `before`.
pub(super) fn search(
    conn: &ReadConn,
    actor: &Actor,
    team: &[Teammate],
    zone: &jiff::tz::TimeZone,
    typed: &str,
    before: Option<i64>,
    limit: u32,
) -> Result<Found, StorageError> {
    let nothing = Found { hits: Vec::new(), next: None };
    let query = SearchQuery::parse(typed, zone);
    if query.is_empty() {
        return Ok(nothing);
    }
    let Some(expression) = expression(conn, actor, team, &query)? else { return Ok(nothing) };
    let first_of = |moment: crate::clock::Timestamp| moment.as_millis() << ID_BITS;
    let range = Range {
        expression,
        after: query.after.map_or(0, first_of),
        before: before.unwrap_or(i64::MAX).min(query.before.map_or(i64::MAX, first_of)),
        limit: limit + 1,
    };
    let label = match &query.label {
        None => None,
        Some(name) => match labels::by_name(conn, name)? {
            Some(label) => Some(label.id),
            None => return Ok(nothing),
        },
    };
    let hidden = HiddenDigits::of(&query.words);
    let (ids, next) = match label {
        _ if !actor.may(Permission::SeePhoneNumbers) && hidden.are_asked_for() => {
            shown(conn, range, label, limit, &hidden)?
        }
        None => newest(conn, &range, limit)?,
        Some(label) => labelled(conn, &range, label, limit)?,
    };
    Ok(Found { hits: with_conversations(conn, &ids)?, next })
}

type Ids = (Vec<MessageId>, Option<i64>);

fn newest(conn: &ReadConn, range: &Range, limit: u32) -> Result<Ids, StorageError> {
    let mut ids = store::messages(conn, range)?;
    let more = ids.len() > limit as usize;
    ids.truncate(limit as usize);
    let next = ids.last().filter(|_| more).map(|last| last.as_i64());
    Ok((ids, next))
}

/// The hits whose digits stand in what is shown. All that is looked at is looked at before a page is cut, so that not
/// even a next page tells of a number.
fn shown(
    conn: &ReadConn,
    range: Range,
    label: Option<LabelId>,
    limit: u32,
    hidden: &HiddenDigits,
) -> Result<Ids, StorageError> {
    let range = Range { limit: EXAMINED_PER_PAGE, ..range };
    let examined = match label {
        None => store::messages(conn, &range)?,
        Some(label) => {
            let examined = store::labelled(conn, &range, label)?;
            examined.into_iter().filter(|(_, labelled)| *labelled).map(|(id, _)| id).collect()
        }
    };
    let mut ids = Vec::new();
    for id in examined {
        let message = threads::by_id(conn, id)?;
        if message.is_some_and(|message| hidden.stand_in(message_index::words(&message))) {
            ids.push(id);
            if ids.len() > limit as usize {
                break;
            }
        }
    }
    let more = ids.len() > limit as usize;
    ids.truncate(limit as usize);
    let next = ids.last().filter(|_| more).map(|last| last.as_i64());
    Ok((ids, next))
}

/// A label that few hits bear may leave a page short: the next one goes on where this one stopped looking.
fn labelled(conn: &ReadConn, range: &Range, label: LabelId, limit: u32) -> Result<Ids, StorageError> {
    let examined = store::labelled(conn, range, label)?;
    let looked_at_all = examined.len() < EXAMINED_PER_PAGE as usize;
    let last_examined = examined.last().map(|(id, _)| id.as_i64());
    let mut ids: Vec<MessageId> =
        examined.into_iter().filter(|(_, labelled)| *labelled).map(|(id, _)| id).collect();
    let more = ids.len() > limit as usize;
    ids.truncate(limit as usize);
    let next =
        if more { ids.last().map(|last| last.as_i64()) } else { last_examined.filter(|_| !looked_at_all) };
    Ok((ids, next))
}

fn with_conversations(
    conn: &ReadConn,
    ids: &[MessageId],
) -> Result<Vec<(Message, Conversation)>, StorageError> {
    let mut messages = Vec::with_capacity(ids.len());
    for id in ids {
        messages.extend(threads::by_id(conn, *id)?);
    }
    reactions::show(conn, &mut messages)?;
    let mut hits = Vec::with_capacity(messages.len());
    for message in messages {
        if let Some(conversation) = conversations::by_id(conn, message.conversation_id)? {
            hits.push((message, conversation));
        }
    }
    Ok(hits)
}

/// Whether a word stands for every word that begins with it: the last, which may still be being typed. A single letter
/// begins a large part of all words and stands for itself; what may be meant alone is a token of its own.
fn may_go_on(word: &str, last: bool) -> bool {
    last && word.chars().nth(1).is_some()
}

/// The question as an FTS5 expression; `None` when it names somebody nobody knows.
fn expression(
    conn: &ReadConn,
    actor: &Actor,
    team: &[Teammate],
    query: &SearchQuery,
) -> Result<Option<String>, StorageError> {
    let last = query.words.len().saturating_sub(1);
    let mut parts: Vec<String> = query
        .words
        .iter()
        .enumerate()
        .map(|(at, word)| if may_go_on(word, at == last) { format!("\"{word}\"*") } else { mark(word) })
        .collect();
    if !query.kinds.is_empty() {
        parts.push(any(query.kinds.iter().map(|kind| kind_mark(*kind))));
    }
    if let Some(from) = &query.from {
        match author(conn, actor, team, from)? {
            Some(part) => parts.push(part),
            None => return Ok(None),
        }
    }
    if parts.is_empty() {
        parts.push(any(AuthorKind::ALL.iter().map(|author| author_mark(*author).to_owned())));
    }
    Ok(Some(parts.join(" AND ")))
}

fn author(
    conn: &ReadConn,
    actor: &Actor,
    team: &[Teammate],
    from: &From,
) -> Result<Option<String>, StorageError> {
    match from {
        From::Customer => Ok(Some(mark(author_mark(AuthorKind::Customer)))),
        From::Ai => Ok(Some(mark(author_mark(AuthorKind::Ai)))),
        From::Team => Ok(Some(mark(author_mark(AuthorKind::Person)))),
        From::Me => Ok(actor.person().map(|me| mark(&message_index::person_mark(me)))),
        From::Named(name) => named(conn, actor, team, name),
    }
}

fn named(
    conn: &ReadConn,
    actor: &Actor,
    team: &[Teammate],
    name: &str,
) -> Result<Option<String>, StorageError> {
    let wanted = query_tokens(name);
    let is_meant = |teammate: &&Teammate| {
        let words = query_tokens(&teammate.name);
        !wanted.is_empty() && wanted.iter().all(|word| words.iter().any(|own| own.starts_with(word)))
    };
    let people: Vec<String> =
        team.iter().filter(is_meant).map(|teammate| message_index::person_mark(teammate.id)).collect();
    let customers = contact_index::find(conn, name, actor.may(Permission::SeePhoneNumbers), MOST_CUSTOMERS)?;
    let ids = serde_json::to_string(&customers.iter().map(|id| id.as_i64()).collect::<Vec<_>>())?;
    let threads: Vec<String> = store::conversations_of(conn, &ids)?
        .into_iter()
        .map(|id| conversation_mark(crate::ids::ConversationId::new(id)))
        .collect();
    let mut ways = Vec::new();
    if !threads.is_empty() {
        ways.push(format!("({} AND {})", mark(author_mark(AuthorKind::Customer)), any(threads)));
    }
    if !people.is_empty() {
        ways.push(any(people));
    }
    Ok((!ways.is_empty()).then(|| format!("({})", ways.join(" OR "))))
}

fn mark(token: &str) -> String {
    format!("\"{token}\"")
}

fn any(tokens: impl IntoIterator<Item = String>) -> String {
    let tokens: Vec<String> = tokens.into_iter().map(|token| mark(&token)).collect();
    format!("({})", tokens.join(" OR "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_character_stands_for_itself() {
        for letter in ["a", "7", "é", "п", "α", "م", "ш", "京", "あ", "ก"] {
            assert!(!may_go_on(letter, true) && !may_go_on(letter, false), "{letter}");
        }
        assert!(may_go_on("пр", true) && !may_go_on("пр", false));
    }
}
