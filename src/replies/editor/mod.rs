//! The owner's own prompts: saved as versions, any of which may be used again, also what ships. A version that lacks what code relies
//! on is refused before it is kept.

pub(super) mod routes;

use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::prompts::{Prompt, Prompts, Trade, Variables};
use super::runs::store::{self, Kept};
use crate::audit;
use crate::clock::Timestamp;
use crate::events::Topic;
use crate::http::{ApiError, Caller};
use crate::ids::PersonId;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// A prompt owners may write themselves.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PromptView)]
pub(super) struct View {
    name: Prompt,
    /// In use now.
    text: String,
    /// Which of the owner's versions is in use; nothing for what ships.
    version: Option<u32>,
    /// As it ships.
    usual: String,
    /// Variables that must stand in it, and those that may.
    must: Vec<&'static str>,
    may: Vec<&'static str>,
    /// The newest first.
    versions: Vec<Version>,
    /// What to begin from, by trade.
    starters: Vec<Starter>,
}

/// The usual text with what a trade must mind.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PromptStarter)]
struct Starter {
    trade: Trade,
    text: String,
}

/// One text as it was saved.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PromptVersion)]
struct Version {
    version: u32,
    text: String,
    /// Who saved it; nothing when it was a program.
    person_id: Option<PersonId>,
    made_at: Timestamp,
}

fn all(conn: &ReadConn) -> Result<Vec<View>, StorageError> {
    let prompts = store::prompts(conn)?;
    let editable = Prompt::ALL.iter().filter_map(|prompt| Some((*prompt, prompt.variables()?)));
    editable.map(|(prompt, variables)| view(conn, &prompts, prompt, variables)).collect()
}

fn view(
    conn: &ReadConn,
    prompts: &Prompts,
    prompt: Prompt,
    variables: Variables,
) -> Result<View, StorageError> {
    let versions = store::versions(conn, prompt)?;
    Ok(View {
        name: prompt,
        text: prompts.text(prompt).trim().to_owned(),
        version: prompts.version(prompt),
        usual: prompt.usual().trim().to_owned(),
        must: variables.must.to_vec(),
        may: variables.may.to_vec(),
        versions: versions.into_iter().map(of).collect(),
        starters: starters(prompt),
    })
}

fn starters(prompt: Prompt) -> Vec<Starter> {
    let trades = if prompt == Prompt::Knowledge { Trade::ALL } else { &[] };
    trades.iter().map(|trade| Starter { trade: *trade, text: trade.starter() }).collect()
}

fn of(Kept { version, text, person, made_at }: Kept) -> Version {
    Version { version, text, person_id: person, made_at }
}

/// What that version says; nothing when there is none.
pub(super) fn text_of(
    tx: &WriteTx,
    prompt: Prompt,
    version: Option<u32>,
) -> Result<Option<String>, ApiError> {
    match version {
        None => Ok(Some(prompt.usual().to_owned())),
        Some(version) => Ok(store::version_text(tx, prompt, version)?),
    }
}

/// Refuses to change instructions that are being tried against others: the figures would be of nothing.
pub(super) fn no_ab_test_runs(tx: &WriteTx) -> Result<(), ApiError> {
    if store::running_ab_test(tx)?.is_none() {
        return Ok(());
    }
    let running = ApiError::conflict("ab_test_running", "Two versions are being tried against each other.");
    Err(running.hint("End the A/B test first."))
}

/// Uses a version from now on; nothing for what ships.
pub(super) fn put_in_use(
    tx: &WriteTx,
    caller: &Caller,
    prompt: Prompt,
    version: Option<u32>,
) -> Result<(), ApiError> {
    if !store::use_version(tx, prompt, version)? {
        return Err(ApiError::not_found("prompt version"));
    }
    audit::record(
        tx,
        caller,
        "replies.prompt_changed",
        prompt.as_str(),
        json!({"prompt": prompt, "version": version}),
    )?;
    tx.announce(Topic::Settings, "replies");
    Ok(())
}
