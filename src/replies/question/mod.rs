//! What is asked: the turn of a customer, when it is whole, its language, and what needs no model to be understood.
//! Knows nothing of how it is answered.

pub(super) mod burst;
pub(super) mod language;
pub(super) mod phrases;
pub(super) mod turn;
