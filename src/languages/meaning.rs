//! What a word can mean, and how it helps to read a price or a sentence. Names alone.

/// What a word can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Meaning {
    /// 1 is Monday.
    Day(u8),
    DayShort(u8),
    Month(u8),
    /// An ISO code, or a family such as `dollar`.
    Currency(&'static str),
    Unit(&'static str),
    Country(&'static str),
    /// A subject or a turn of phrase: `refund`, `neg`, `chicken`.
    Concept(&'static str),
}

/// How a word helps to say what a price is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rate {
    /// "for each": what follows is what the price is for.
    Per,
    /// The same, right behind an amount of money: "la nuit".
    Article,
    /// Stands behind the thing: "1人当たり".
    Behind,
    /// A thing that is counted: a person, a piece.
    Count(&'static str),
    /// Both at once: "monthly".
    Each(&'static str),
    /// Beside the name of a tax: it is in the price, or comes on top.
    TaxIn,
    TaxOut,
}

/// How a word joins two clauses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    And,
    But,
    Or,
}

/// What a word is in an offer of help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Offer {
    /// "Help", "question", "ask".
    Help,
    /// "Hesitate": what such an offer denies.
    Doubt,
    /// "Else", "need": says nothing beside one of the others.
    Beside,
}
