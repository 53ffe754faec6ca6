//! What a room keeps of customers: one table, which of its rows are somebody's, how they are read and how they go.
//!
//! The statements stand in the room that owns the table. Each takes `:ids`, a list as JSON; one that takes `:slice` is
//! repeated until it changes nothing.

/// By what rows are somebody's: what `:ids` holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// Ids of the contact, and of contacts that were merged into it.
    Contact,
    Conversation,
    /// Ids of messages, some at a time.
    Message,
    /// By what the channel knows the customer: phones, user ids.
    Name,
    /// Beginnings of the channel's message ids that hold one of these phones.
    MessageName,
    /// Places of the screens that are about the customer.
    Place,
}

/// When rows go: what others point at goes later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    First,
    /// Together with the messages they belong to.
    WithMessages,
    Last,
}

/// What one table holds of a customer.
#[derive(Debug, Clone, Copy)]
pub struct Holding {
    pub table: &'static str,
    pub of: Of,
    pub when: When,
    /// Reads what is handed over, in order. A column that ends in `_ms` is a moment, one in `_json` holds JSON. Nothing
    /// where the rows say nothing that other tables do not say.
    pub handed_over: Option<&'static str>,
    /// Erases, one after the other.
    pub erased: &'static [&'static str],
}
