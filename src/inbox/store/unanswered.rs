//! SQL of what customers wrote that nobody has answered yet.

use rusqlite::named_params;

use crate::ids::{ConversationId, Id as _, MessageId};
use crate::inbox::types::Unanswered;
use crate::storage::{ReadConn, StorageError, WriteTx};

const OF_CONVERSATION: &str = "
    SELECT message_id, with_person FROM unanswered_message
     WHERE conversation_id = :conversation_id AND answered_by IS NULL ORDER BY message_id LIMIT :limit";

const NEWEST: &str = "
    SELECT message_id FROM unanswered_message
     WHERE conversation_id = :conversation_id AND answered_by IS NULL ORDER BY message_id DESC LIMIT :limit";

const ANYTHING: &str = "
    SELECT 1 FROM unanswered_message WHERE conversation_id = :conversation_id AND answered_by IS NULL LIMIT 1";

const WAITING_FOR_AI: &str = "
    SELECT DISTINCT conversation_id FROM unanswered_message
     WHERE answered_by IS NULL AND with_person = 0 AND conversation_id > :after
     ORDER BY conversation_id LIMIT :limit";

pub(super) const HOT: &[&str] = &[OF_CONVERSATION, NEWEST, ANYTHING];

/// What waits for an answer in a conversation, in the order of the thread.
pub(crate) fn of_conversation(
    conn: &ReadConn,
    conversation: ConversationId,
    limit: u32,
) -> Result<Vec<Unanswered>, StorageError> {
    conn.all(OF_CONVERSATION, named_params! { ":conversation_id": conversation, ":limit": limit }, |row| {
        Ok(Unanswered { message: row.get("message_id")?, with_person: row.get("with_person")? })
    })
}

/// The newest of what waits for an answer in a conversation, newest first.
pub(crate) fn newest(
    conn: &ReadConn,
    conversation: ConversationId,
    limit: u32,
) -> Result<Vec<MessageId>, StorageError> {
    conn.all(NEWEST, named_params! { ":conversation_id": conversation, ":limit": limit }, |row| {
        row.get("message_id")
    })
}

pub(crate) fn anything(conn: &ReadConn, conversation: ConversationId) -> Result<bool, StorageError> {
    conn.exists(ANYTHING, named_params! { ":conversation_id": conversation })
}

/// Conversations in which something waits for the AI, after one of them.
pub(crate) fn waiting_for_ai(
    conn: &ReadConn,
    after: i64,
    limit: u32,
) -> Result<Vec<ConversationId>, StorageError> {
    conn.all(WAITING_FOR_AI, named_params! { ":after": after, ":limit": limit }, |row| {
        row.get("conversation_id")
    })
}

/// A message waits for an answer from now on, also when it was answered before.
pub(crate) fn add(
    tx: &WriteTx,
    conversation: ConversationId,
    message: MessageId,
    with_person: bool,
) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO unanswered_message (conversation_id, message_id, with_person)
         VALUES (:conversation_id, :message_id, :with_person)
         ON CONFLICT DO UPDATE SET with_person = excluded.with_person, answered_by = NULL",
        named_params! { ":conversation_id": conversation, ":message_id": message, ":with_person": with_person },
    )
    .map(drop)
}

/// Everything that waits is a person's from now on, or the AI's again; says whether there was anything.
pub(crate) fn give(
    tx: &WriteTx,
    conversation: ConversationId,
    with_person: bool,
) -> Result<bool, StorageError> {
    let given = tx.execute(
        "UPDATE unanswered_message SET with_person = :with_person
          WHERE conversation_id = :conversation_id AND answered_by IS NULL",
        named_params! { ":conversation_id": conversation, ":with_person": with_person },
    )?;
    Ok(given > 0)
}

/// `answer` answers these, once it is out; says how many of them still waited.
pub(crate) fn answer(
    tx: &WriteTx,
    conversation: ConversationId,
    messages: &[MessageId],
    answer: MessageId,
) -> Result<usize, StorageError> {
    tx.execute(
        "UPDATE unanswered_message SET answered_by = :answer
          WHERE conversation_id = :conversation_id AND answered_by IS NULL
            AND message_id IN (SELECT value FROM json_each(:messages))",
        named_params! {
            ":conversation_id": conversation, ":answer": answer, ":messages": ids(messages)?,
        },
    )
}

/// `answer` answers everything that waits, once it is out.
pub(crate) fn answer_all(
    tx: &WriteTx,
    conversation: ConversationId,
    answer: MessageId,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE unanswered_message SET answered_by = :answer, with_person = 1
          WHERE conversation_id = :conversation_id AND answered_by IS NULL",
        named_params! { ":conversation_id": conversation, ":answer": answer },
    )
    .map(drop)
}

/// How many of these still wait.
pub(crate) fn still(
    conn: &ReadConn,
    conversation: ConversationId,
    messages: &[MessageId],
) -> Result<usize, StorageError> {
    conn.one(
        "SELECT count(*) AS still FROM unanswered_message
          WHERE conversation_id = :conversation_id AND answered_by IS NULL
            AND message_id IN (SELECT value FROM json_each(:messages))",
        named_params! { ":conversation_id": conversation, ":messages": ids(messages)? },
        |row| row.get::<_, i64>("still"),
    )
    .map(|still| usize::try_from(still).unwrap_or(0))
}

/// These need no answer any more.
pub(crate) fn remove(
    tx: &WriteTx,
    conversation: ConversationId,
    messages: &[MessageId],
) -> Result<(), StorageError> {
    tx.execute(
        "DELETE FROM unanswered_message
          WHERE conversation_id = :conversation_id AND message_id IN (SELECT value FROM json_each(:messages))",
        named_params! { ":conversation_id": conversation, ":messages": ids(messages)? },
    )
    .map(drop)
}

/// Reactions to a message wait no more, but for one.
pub(crate) fn remove_reactions(
    tx: &WriteTx,
    conversation: ConversationId,
    about: MessageId,
    but: MessageId,
) -> Result<(), StorageError> {
    tx.execute(
        "DELETE FROM unanswered_message WHERE conversation_id = :conversation_id AND message_id IN (
           SELECT id FROM message WHERE attached_to = :about AND kind = 'reaction' AND direction = 'in' AND id <> :but)",
        named_params! { ":conversation_id": conversation, ":about": about, ":but": but },
    )
    .map(drop)
}

/// Nothing up to this line of the thread needs an answer any more.
pub(crate) fn remove_up_to(
    tx: &WriteTx,
    conversation: ConversationId,
    line: MessageId,
) -> Result<(), StorageError> {
    tx.execute(
        "DELETE FROM unanswered_message WHERE conversation_id = :conversation_id AND message_id <= :line",
        named_params! { ":conversation_id": conversation, ":line": line },
    )
    .map(drop)
}

/// This answer is out: what it answers is answered for good.
pub(crate) fn answer_is_out(
    tx: &WriteTx,
    conversation: ConversationId,
    answer: MessageId,
) -> Result<(), StorageError> {
    tx.execute(
        "DELETE FROM unanswered_message WHERE conversation_id = :conversation_id AND answered_by = :answer",
        named_params! { ":conversation_id": conversation, ":answer": answer },
    )
    .map(drop)
}

/// This answer will never be out: what it answers waits again; says whether anything does.
pub(crate) fn answer_is_lost(
    tx: &WriteTx,
    conversation: ConversationId,
    answer: MessageId,
) -> Result<bool, StorageError> {
    let again = tx.execute(
        "UPDATE unanswered_message SET answered_by = NULL
          WHERE conversation_id = :conversation_id AND answered_by = :answer",
        named_params! { ":conversation_id": conversation, ":answer": answer },
    )?;
    Ok(again > 0)
}

/// What waited in one conversation waits in another.
pub(crate) fn move_all(tx: &WriteTx, from: ConversationId, to: ConversationId) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE unanswered_message SET conversation_id = :to WHERE conversation_id = :from",
        named_params! { ":from": from, ":to": to },
    )
    .map(drop)
}

fn ids(messages: &[MessageId]) -> Result<String, StorageError> {
    Ok(serde_json::to_string(&messages.iter().map(|id| id.as_i64()).collect::<Vec<_>>())?)
}
