//! After a source changed: what it states now, and which of it another source contradicts. Only pairs with this source are
//! looked at, and only those about the same.

use std::collections::{HashMap, HashSet};

use crate::accounts;
use crate::ids::SourceId;
use crate::jobs::JobError;
use crate::knowledge::{
    self, CompareSource, MAX_DISAGREEMENTS, MAX_STATEMENTS, Pieces, Statement, keep_compared,
    statements_about,
};
use crate::replies::Replies;
use crate::replies::answer::claim_check::{Detail, Passage, Reading, country_prefix, stated};
use crate::storage::StorageError;

impl Replies {
    /// Runs [`CompareSource`].
    pub async fn compare_source(&self, job: CompareSource) -> Result<(), JobError> {
        let id = job.source_id;
        let read = self.db.read_long(move |conn| {
            Ok::<_, StorageError>((accounts::shop(conn)?, knowledge::pieces(conn, id)?))
        });
        let (shop, Some(pieces)) = read.await? else { return Ok(()) };
        let prefix = country_prefix(&shop.phone, &shop.time_zone);
        let (name, language) = (words(&shop.name), shop.language);
        let own = tokio::task::spawn_blocking(move || {
            statements(id, &pieces, &Reading { own: &name, shop_language: Some(&language) })
        });
        let own = own.await.map_err(|_| StorageError::Panicked)?;
        let abouts: HashSet<&String> = own.iter().map(|statement| &statement.about).collect();
        let abouts: Vec<String> = abouts.into_iter().cloned().collect();
        let (counts, others) = self
            .db
            .read_long(move |conn| {
                Ok::<_, StorageError>((knowledge::counts(conn, id)?, statements_about(conn, id, &abouts)?))
            })
            .await?;
        let kept = self.db.write_background(move |tx| {
            let pairs = if counts { pairs(&own, &others, prefix) } else { Vec::new() };
            keep_compared(tx, id, &own, &pairs)
        });
        Ok(kept.await?)
    }
}

/// The words of the shop's name, as things are compared.
fn words(name: &str) -> Vec<String> {
    crate::storage::text::query_tokens(name)
}

/// What a source states.
fn statements(source: SourceId, read: &Pieces, reading: &Reading<'_>) -> Vec<Statement> {
    let title = if is_its_own_beginning(read) { "" } else { read.title.as_str() };
    let mut found = Vec::new();
    for piece in &read.pieces {
        let title = format!("{title} {}", piece.heading);
        let passage = Passage {
            id: "",
            title: title.trim(),
            question: piece.question.as_deref(),
            text: &piece.text,
            cited: true,
        };
        for stated in stated(&passage, reading) {
            let detail = serde_json::json!(stated.detail).to_string();
            let said = Statement::said(stated.kind, &stated.about, &stated.text, &detail);
            let (kind, about, text, alone) = (stated.kind, stated.about, stated.text, stated.alone);
            found.push(Statement {
                source_id: source,
                chunk_id: piece.chunk_id,
                kind,
                about,
                said,
                text,
                alone,
                detail,
            });
        }
        if found.len() >= MAX_STATEMENTS {
            break;
        }
    }
    found
}

/// A source without a title of its own is called by how it begins, which tells nothing more of it.
fn is_its_own_beginning(read: &Pieces) -> bool {
    let Some(first) = read.pieces.first() else { return false };
    let title = read.title.trim_end_matches('…').trim();
    let begins = |text: &str| text.trim_start().starts_with(title);
    begins(&first.text) || begins(&first.heading) || first.question.as_deref().is_some_and(begins)
}

/// A statement as it is compared.
struct Compared<'a> {
    statement: &'a Statement,
    detail: Detail,
}

fn compared<'a>(statements: impl IntoIterator<Item = &'a Statement>) -> Vec<Compared<'a>> {
    let read = |statement: &'a Statement| {
        Some(Compared { statement, detail: serde_json::from_str(&statement.detail).ok()? })
    };
    statements.into_iter().filter_map(read).collect()
}

/// The pairs that cannot both be. Where a source says elsewhere what the other one says, something tells the two apart that
/// was not understood, and nobody is asked.
fn pairs<'a>(
    own: &'a [Statement],
    others: &'a [Statement],
    prefix: Option<&str>,
) -> Vec<(&'a Statement, &'a Statement)> {
    let own = compared(own);
    let mut by_source: HashMap<SourceId, Vec<&Statement>> = HashMap::new();
    for other in others {
        by_source.entry(other.source_id).or_default().push(other);
    }
    let mut sources: Vec<(SourceId, Vec<&Statement>)> = by_source.into_iter().collect();
    sources.sort_by_key(|(source, _)| *source);
    let mut known = HashSet::new();
    let mut found = Vec::new();
    for (_, theirs) in sources {
        let theirs = compared(theirs);
        for one in &own {
            for other in &theirs {
                let is_pair = one.statement.about == other.statement.about
                    && one.statement.kind == other.statement.kind
                    && one.detail.contradicts(&other.detail, prefix)
                    && is_the_word_of(one, &own, other, prefix)
                    && is_the_word_of(other, &theirs, one, prefix);
                if is_pair && known.insert((&one.statement.said, &other.statement.said)) {
                    found.push((one.statement, other.statement));
                }
                if found.len() == MAX_DISAGREEMENTS {
                    return found;
                }
            }
        }
    }
    found
}

/// Whether this is all its source says of the matter: nothing there agrees with the rival, and nothing is said of fewer days.
fn is_the_word_of(
    one: &Compared<'_>,
    all: &[Compared<'_>],
    rival: &Compared<'_>,
    prefix: Option<&str>,
) -> bool {
    let same = all.iter().filter(|known| known.statement.about == one.statement.about);
    !same.clone().any(|known| known.detail.agrees(&rival.detail, prefix))
        && !same
            .clone()
            .any(|known| known.detail.days < one.detail.days && known.detail.is_about_the_same(&one.detail))
}
