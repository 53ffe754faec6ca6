//! The URLs of this room: setup, session, me, second factor, sessions, security, people, password links, tokens, shop,
//! recovery phrase. Handlers extract, require, call and respond; rules are elsewhere.

mod answers;
mod me;
mod origin;
mod password_links;
mod people;
mod people_sessions;
mod recovery_phrase;
mod security;
mod sessions;
mod setup;
mod shop;
mod tokens;

use utoipa_axum::router::OpenApiRouter;

use super::Accounts;

/// Everything under `/api/v1` that is about accounts.
pub fn routes() -> OpenApiRouter<Accounts> {
    OpenApiRouter::new()
        .merge(setup::routes())
        .merge(sessions::routes())
        .merge(me::routes())
        .merge(people::routes())
        .merge(people_sessions::routes())
        .merge(security::routes())
        .merge(password_links::routes())
        .merge(tokens::routes())
        .merge(shop::routes())
        .merge(recovery_phrase::routes())
}
