//! What can be wrong with an order somebody tells: a code for programs, and words for people.

use crate::http::ApiError;
use crate::words::words;

words! {
    /// Why an order, or a line of a file, is not taken.
    FaultCode {
        Missing = "missing",
        TooLong = "too_long",
        UnknownState = "unknown_state",
        UnknownCurrency = "unknown_currency",
        NotAnAmount = "not_an_amount",
        /// `1.234` is one and a bit to some and more than a thousand to others.
        AmbiguousAmount = "ambiguous_amount",
        AmountTooFine = "amount_too_fine",
        AmountTooLarge = "amount_too_large",
        NegativeAmount = "negative_amount",
        RefundedTooMuch = "refunded_too_much",
        NotAQuantity = "not_a_quantity",
        NotADate = "not_a_date",
        /// `03/04` is in March to some and in April to others.
        AmbiguousDate = "ambiguous_date",
        DateOutOfRange = "date_out_of_range",
        NotAnEmail = "not_an_email",
        NotASource = "not_a_source",
        /// Neither a link that begins with https nor a carrier's number.
        NotATracking = "not_a_tracking",
        TooManyItems = "too_many_items",
        UnknownContact = "unknown_contact",
        /// Another row of the file says something else of the same order.
        NumberTwice = "number_twice",
        /// The row has other cells than the header: which is which, nobody can tell.
        CellsMoved = "cells_moved",
    }
}

impl FaultCode {
    pub const fn words(self) -> &'static str {
        match self {
            Self::Missing => "This is needed.",
            Self::TooLong => "This is too long.",
            Self::UnknownState => {
                "Use placed, paid, payment_failed, shipped, delivered, cancelled or refunded."
            }
            Self::UnknownCurrency => "Use a code of ISO 4217, such as EUR.",
            Self::NotAnAmount => "This is no amount.",
            Self::AmbiguousAmount => {
                "This amount can be read in two ways. Write cents with it, as in 1234.00."
            }
            Self::AmountTooFine => "This has more digits after the point than the currency has.",
            Self::AmountTooLarge => "An amount stays below 1,000,000,000,000.",
            Self::NegativeAmount => "This cannot be below zero.",
            Self::RefundedTooMuch => "More cannot be paid back than was paid.",
            Self::NotAQuantity => "Use a number above zero with at most three digits after the point.",
            Self::NotADate => "This is no date.",
            Self::AmbiguousDate => {
                "This date can be read in two ways. Write the year first, as in 2026-04-03."
            }
            Self::DateOutOfRange => "This date lies in the future, or before 1990.",
            Self::NotAnEmail => "This is no e-mail address.",
            Self::NotATracking => "Use a link that begins with https://, or the carrier's number.",
            Self::NotASource => "Use small letters, digits, - and _, at most 40.",
            Self::TooManyItems => "An order has at most 500 lines.",
            Self::UnknownContact => "There is no such contact.",
            Self::NumberTwice => "Another row has the same number and says something else.",
            Self::CellsMoved => "This row has other cells than the header.",
        }
    }
}

/// One thing that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The field, by its dotted path.
    pub path: String,
    pub code: FaultCode,
}

impl Fault {
    pub fn new(path: impl Into<String>, code: FaultCode) -> Self {
        Self { path: path.into(), code }
    }
}

/// Everything that is wrong, as one refusal.
pub(super) fn refusal(faults: &[Fault]) -> ApiError {
    let error = ApiError::unprocessable("invalid_order", "This order cannot be taken as it is.");
    faults.iter().fold(error, |error, fault| error.field(&fault.path, fault.code.words()))
}
