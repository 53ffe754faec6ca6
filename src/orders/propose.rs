//! The same again: a customer's last basket, proposed with its prices of then, and an order once somebody confirms it.
//!
//! Of one conversation one proposal is open; a newer one replaces it. Confirmed twice it is one order.

use serde_json::json;

use super::store::{orders as book, proposals as store};
use super::types::{
    Item, MatchedBy, NewOrder, Order, OrderState, Origin, Proposal, ProposalState, StateSaid, Taken,
    Unconfirmed,
};
use super::{Orders, numbers, take};
use crate::actor::Actor;
use crate::audit;
use crate::events::Topic;
use crate::ids::{ContactId, ConversationId, OrderId, ProposalId};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Whose orders come from a basket repeated.
pub(super) const SOURCE: &str = "repeat";
/// What stands before their running numbers.
const LETTER: &str = "R";

impl Orders {
    /// Proposes an order once more. Nothing when it is not this customer's.
    pub fn propose(
        &self,
        tx: &WriteTx,
        contact: ContactId,
        conversation: ConversationId,
        repeats: OrderId,
    ) -> Result<Option<ProposalId>, StorageError> {
        let theirs = book::by_id(tx, repeats)?.is_some_and(|order| order.contact == Some(contact));
        if !theirs {
            return Ok(None);
        }
        store::replace_open(tx, conversation)?;
        let id: ProposalId = tx.new_id();
        store::insert(tx, id, contact, conversation, repeats)?;
        audit::record(tx, &Actor::system(), "order.proposed", id, json!({ "order": repeats }))?;
        tx.announce(Topic::Order, id);
        Ok(Some(id))
    }

    /// The proposal that waits in a conversation.
    pub fn open_proposal(
        &self,
        conn: &ReadConn,
        conversation: ConversationId,
    ) -> Result<Option<Proposal>, StorageError> {
        store::open_in(conn, conversation)
    }

    /// Makes the order: by somebody of the team, or by the customer's own yes. Nothing when the proposal is not open any more.
    pub fn confirm(
        &self,
        tx: &WriteTx,
        actor: &Actor,
        proposal: ProposalId,
    ) -> Result<Option<Order>, StorageError> {
        let open = store::by_id(tx, proposal)?.filter(|one| one.state == ProposalState::Open);
        let Some(open) = open else { return Ok(None) };
        let Some(repeated) = book::by_id(tx, open.repeats)? else { return Ok(None) };
        let items = book::items(tx, open.repeats)?;
        let contact = (self.customers.by_id)(tx, open.contact)?.map_or(open.contact, |customer| customer.id);
        let number = numbers::next(tx, SOURCE, LETTER)?;
        let order = again(number, contact, &repeated, items, tx);
        let taken = take::take(&self.customers, tx, order)?;
        let id = taken.id();
        store::set_ordered(tx, proposal, id, actor.person())?;
        if let Taken::New(_) = taken {
            let details = json!({ "source": SOURCE, "repeats": open.repeats, "proposal": proposal });
            audit::record(tx, actor, "order.created", id, details)?;
        }
        tx.announce(Topic::Order, id);
        tx.announce(Topic::Conversation, open.conversation);
        book::by_id(tx, id)
    }

    /// Nobody wants it. `false` when it is not open any more.
    pub fn decline(&self, tx: &WriteTx, actor: &Actor, proposal: ProposalId) -> Result<bool, StorageError> {
        let Some(open) = store::by_id(tx, proposal)?.filter(|one| one.state == ProposalState::Open) else {
            return Ok(false);
        };
        store::set_declined(tx, proposal, actor.person())?;
        audit::record(tx, actor, "order.proposal_declined", proposal, json!({}))?;
        tx.announce(Topic::Order, proposal);
        tx.announce(Topic::Conversation, open.conversation);
        Ok(true)
    }
}

/// The same things at the same prices, placed now.
fn again(number: String, contact: ContactId, repeated: &Order, items: Vec<Item>, tx: &WriteTx) -> NewOrder {
    NewOrder {
        origin: Origin { source: SOURCE.to_owned(), shop: String::new(), number },
        contact: Some(contact),
        clues: repeated.clues.clone(),
        state: StateSaid::Said(OrderState::Placed),
        currency: repeated.currency,
        total: repeated.total,
        refunded: None,
        tracking: None,
        items: Some(items),
        placed_at: tx.now(),
        state_at: Some(tx.now()),
        as_it_happens: true,
        changed_at: None,
    }
}

impl Order {
    /// Whether its basket may be proposed again: it was neither called off nor left, and belongs to whom it is told to for sure.
    pub fn may_be_repeated(&self) -> bool {
        let is_sure = match self.matched_by {
            MatchedBy::Contact
            | MatchedBy::Phone
            | MatchedBy::Email
            | MatchedBy::CustomerId
            | MatchedBy::ByHand => true,
            MatchedBy::Nobody | MatchedBy::Unsure => false,
        };
        is_sure
            && self.unconfirmed != Some(Unconfirmed::Left)
            && match self.state {
                OrderState::Placed | OrderState::Paid | OrderState::Shipped | OrderState::Delivered => true,
                OrderState::PaymentFailed | OrderState::Cancelled | OrderState::Refunded => false,
            }
    }
}
