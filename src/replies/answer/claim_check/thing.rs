//! What a clause speaks of.

/// Something a clause speaks of.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Thing {
    pub key: String,
    /// The word as folded, for likeness.
    pub word: String,
    pub concept: Option<&'static str>,
    pub denied: bool,
    pub name: bool,
    pub country: bool,
    /// It stands in one list with means of paying: "Satispay and bitcoin".
    pub listed: bool,
}

impl Thing {
    /// A word like any other: no subject, no name, no country.
    pub fn is_plain(&self) -> bool {
        self.concept.is_none() && !self.name && !self.country
    }
}
