//! SQL of proposals to order something again.

use rusqlite::{Row, named_params};

use crate::ids::{ContactId, ConversationId, OrderId, PersonId, ProposalId};
use crate::orders::types::Proposal;
use crate::storage::{ReadConn, StorageError, WriteTx};

pub(in crate::orders) fn by_id(conn: &ReadConn, id: ProposalId) -> Result<Option<Proposal>, StorageError> {
    conn.optional(
        "SELECT id, contact_id, conversation_id, repeats, state, order_id, person_id, created_at_ms, state_at_ms
           FROM orders_proposal WHERE id = :id",
        named_params! { ":id": id },
        proposal,
    )
}

pub(in crate::orders) fn open_in(
    conn: &ReadConn,
    conversation: ConversationId,
) -> Result<Option<Proposal>, StorageError> {
    conn.optional(
        "SELECT id, contact_id, conversation_id, repeats, state, order_id, person_id, created_at_ms, state_at_ms
           FROM orders_proposal WHERE conversation_id = :conversation_id AND state = 'open'",
        named_params! { ":conversation_id": conversation },
        proposal,
    )
}

pub(in crate::orders) fn insert(
    tx: &WriteTx,
    id: ProposalId,
    contact: ContactId,
    conversation: ConversationId,
    repeats: OrderId,
) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO orders_proposal (id, contact_id, conversation_id, repeats, state, created_at_ms, state_at_ms)
         VALUES (:id, :contact_id, :conversation_id, :repeats, 'open', :now_ms, :now_ms)",
        named_params! { ":id": id, ":contact_id": contact, ":conversation_id": conversation, ":repeats": repeats,
            ":now_ms": tx.now() },
    )?;
    Ok(())
}

/// Whatever was proposed before in a conversation is not any more.
pub(in crate::orders) fn replace_open(
    tx: &WriteTx,
    conversation: ConversationId,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE orders_proposal SET state = 'replaced', state_at_ms = :now_ms
          WHERE conversation_id = :conversation_id AND state = 'open'",
        named_params! { ":conversation_id": conversation, ":now_ms": tx.now() },
    )?;
    Ok(())
}

pub(in crate::orders) fn set_ordered(
    tx: &WriteTx,
    id: ProposalId,
    order: OrderId,
    person: Option<PersonId>,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE orders_proposal SET state = 'ordered', order_id = :order_id, person_id = :person_id, state_at_ms = :now_ms
          WHERE id = :id AND state = 'open'",
        named_params! { ":id": id, ":order_id": order, ":person_id": person, ":now_ms": tx.now() },
    )?;
    Ok(())
}

pub(in crate::orders) fn set_declined(
    tx: &WriteTx,
    id: ProposalId,
    person: Option<PersonId>,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE orders_proposal SET state = 'declined', person_id = :person_id, state_at_ms = :now_ms
          WHERE id = :id AND state = 'open'",
        named_params! { ":id": id, ":person_id": person, ":now_ms": tx.now() },
    )?;
    Ok(())
}

fn proposal(row: &Row<'_>) -> rusqlite::Result<Proposal> {
    Ok(Proposal {
        id: row.get("id")?,
        contact: row.get("contact_id")?,
        conversation: row.get("conversation_id")?,
        repeats: row.get("repeats")?,
        state: row.get("state")?,
        order: row.get("order_id")?,
        person: row.get("person_id")?,
        created_at: row.get("created_at_ms")?,
        state_at: row.get("state_at_ms")?,
    })
}
