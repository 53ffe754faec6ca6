//! Onboarding: a number is connected, watched while it is, and given new keys; and its addresses of the API.

pub(super) mod connect;
mod numbers_routes;
mod rotate;
pub mod routes;
mod view;
mod wizard;
mod wizard_routes;
