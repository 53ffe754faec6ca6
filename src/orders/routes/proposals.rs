//! `/orders/proposals`: the last basket proposed again, confirmed or declined by somebody of the team.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::views::{OrderView, Viewer};
use crate::actor::Permission;
use crate::clock::Timestamp;
use crate::http::{ApiError, Caller, Json, Path, Query};
use crate::ids::{ConversationId, OrderId, ProposalId};
use crate::orders::Orders;
use crate::orders::store::{orders as book, proposals as store};
use crate::orders::types::{Proposal, ProposalState};
use crate::storage::ReadConn;

pub(super) fn routes() -> OpenApiRouter<Orders> {
    OpenApiRouter::new().routes(routes!(open)).routes(routes!(confirm)).routes(routes!(decline))
}

/// The last basket, proposed again.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderProposal)]
struct ProposalView {
    id: ProposalId,
    state: ProposalState,
    /// The order that is repeated, with its prices of then.
    repeats: OrderView,
    /// The order that was made of it.
    order_id: Option<OrderId>,
    created_at: Timestamp,
    state_at: Timestamp,
}

/// What waits in a conversation.
#[derive(Debug, Serialize, ToSchema)]
struct OpenProposal {
    proposal: Option<ProposalView>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ProposalQuery {
    conversation_id: ConversationId,
}

fn view(
    orders: &Orders,
    conn: &ReadConn,
    caller: &Caller,
    proposal: Proposal,
) -> Result<ProposalView, ApiError> {
    let gone = || ApiError::not_found("order");
    let repeated = book::by_id(conn, proposal.repeats)?.ok_or_else(gone)?;
    Ok(ProposalView {
        id: proposal.id,
        state: proposal.state,
        repeats: Viewer::new(&orders.customers, caller).order(conn, repeated)?,
        order_id: proposal.order,
        created_at: proposal.created_at,
        state_at: proposal.state_at,
    })
}

/// What a customer asked for again and nobody has confirmed yet, in one conversation.
#[utoipa::path(get, path = "/orders/proposals", tag = "orders", params(ProposalQuery),
    responses((status = 200, body = OpenProposal)))]
async fn open(
    State(orders): State<Orders>,
    caller: Caller,
    Query(query): Query<ProposalQuery>,
) -> Result<Json<OpenProposal>, ApiError> {
    caller.require(Permission::ReadOrders)?;
    let db = orders.db.clone();
    db.read::<_, ApiError>(move |conn| {
        let found = orders.open_proposal(conn, query.conversation_id)?;
        let proposal = found.map(|one| view(&orders, conn, &caller, one)).transpose()?;
        Ok(Json(OpenProposal { proposal }))
    })
    .await
}

/// Makes the order: placed, with the prices of then.
#[utoipa::path(post, path = "/orders/proposals/{id}/confirm", tag = "orders", params(("id" = ProposalId, Path)),
    responses((status = 200, body = ProposalView), (status = 409, description = "It is not open any more")))]
async fn confirm(
    State(orders): State<Orders>,
    caller: Caller,
    Path(id): Path<ProposalId>,
) -> Result<Json<ProposalView>, ApiError> {
    decide(orders, caller, id, true).await
}

/// Lets it go.
#[utoipa::path(post, path = "/orders/proposals/{id}/decline", tag = "orders", params(("id" = ProposalId, Path)),
    responses((status = 200, body = ProposalView), (status = 409, description = "It is not open any more")))]
async fn decline(
    State(orders): State<Orders>,
    caller: Caller,
    Path(id): Path<ProposalId>,
) -> Result<Json<ProposalView>, ApiError> {
    decide(orders, caller, id, false).await
}

async fn decide(
    orders: Orders,
    caller: Caller,
    id: ProposalId,
    wanted: bool,
) -> Result<Json<ProposalView>, ApiError> {
    caller.require(Permission::WriteOrders)?;
    let db = orders.db.clone();
    db.write::<_, ApiError>(move |tx| {
        let gone = || ApiError::not_found("proposal");
        store::by_id(tx, id)?.ok_or_else(gone)?;
        let done = if wanted {
            orders.confirm(tx, &caller, id)?.is_some()
        } else {
            orders.decline(tx, &caller, id)?
        };
        if !done {
            return Err(ApiError::conflict("proposal_decided", "This was decided already."));
        }
        let decided = store::by_id(tx, id)?.ok_or_else(gone)?;
        Ok(Json(view(&orders, tx, &caller, decided)?))
    })
    .await
}
