//! The owner's own prompts: saved as versions, any of which may be used again, also what ships. A version that lacks what code relies
//! on is refused before it is kept.

pub(super) mod routes;

use serde::Serialize;
use utoipa::ToSchema;

use super::prompts::{Prompt, Prompts, Variables};
use super::runs::store::{self, Kept};
use crate::clock::Timestamp;
use crate::ids::PersonId;
use crate::storage::{ReadConn, StorageError};

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
    })
}

fn of(Kept { version, text, person, made_at }: Kept) -> Version {
    Version { version, text, person_id: person, made_at }
}
