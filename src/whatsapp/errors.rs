//! Meta's error codes in plain words: what happened, what to do, and what the program does about it.
//!
//! Codes decide, never titles or HTTP statuses. An unknown code is not tried again unless Meta calls it passing.

use std::ops::RangeInclusive;
use std::time::Duration;

/// What the program does about an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// It passes: try again after a pause that doubles.
    RetryAfter(Duration),
    /// Too much to one customer: try again after 4ⁿ seconds.
    PairLimit,
    /// Only a template or the customer's next message helps.
    WindowClosed,
    /// The token no longer counts: the owner pastes a new one.
    TokenRevoked,
    /// The number must be registered again.
    NotRegistered,
    /// Meta wants a payment method.
    PaymentNeeded,
    /// The account or number may not send.
    Restricted,
    /// This customer cannot be reached.
    Undeliverable,
    /// The message itself is refused.
    Refused,
}

/// One line of the dictionary.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// Stable name; screens translate it as `whatsapp.error.<name>.happened` and `.todo`.
    pub name: &'static str,
    pub remedy: Remedy,
    pub happened: &'static str,
    pub todo: &'static str,
}

const SOON: Remedy = Remedy::RetryAfter(Duration::from_secs(2));
const LATER: Remedy = Remedy::RetryAfter(Duration::from_secs(10));

const fn entry(name: &'static str, remedy: Remedy, happened: &'static str, todo: &'static str) -> Entry {
    Entry { name, remedy, happened, todo }
}

const TOKEN_REVOKED: Entry = entry(
    "token_revoked",
    Remedy::TokenRevoked,
    "Meta no longer accepts the access token.",
    "Make a new token for the system user in Meta Business settings and paste it under WhatsApp.",
);
const PERMISSION_MISSING: Entry = entry(
    "permission_missing",
    Remedy::TokenRevoked,
    "The access token lacks a permission.",
    "Give the system user whatsapp_business_messaging and whatsapp_business_management, make a new token and paste it.",
);
const TEMPORARY: Entry = entry(
    "meta_unavailable",
    LATER,
    "WhatsApp had a fault of its own.",
    "Shopbell tries again by itself. If it lasts, look at metastatus.com.",
);
const TOO_FAST: Entry = entry(
    "too_fast",
    SOON,
    "More was sent than WhatsApp takes at once.",
    "Shopbell slows down and tries again by itself.",
);
const RESTRICTED: Entry = entry(
    "account_restricted",
    Remedy::Restricted,
    "Meta has restricted this WhatsApp account.",
    "Open the account in WhatsApp Manager, read the notice there and ask for a review.",
);
const NOT_REGISTERED: Entry = entry(
    "not_registered",
    Remedy::NotRegistered,
    "The number is not registered for sending.",
    "Open WhatsApp in Shopbell and press Check again: the number is registered from there.",
);
const REFUSED: Entry = entry(
    "message_refused",
    Remedy::Refused,
    "WhatsApp refused the message as it is.",
    "Shorten or simplify the message and send it again.",
);
const TEMPLATE_REFUSED: Entry = entry(
    "template_refused",
    Remedy::Refused,
    "WhatsApp refused the template or its values.",
    "Check the template in WhatsApp Manager and choose it again.",
);

/// For codes that are not in the dictionary.
pub const UNKNOWN: Entry = entry(
    "unknown",
    Remedy::Refused,
    "WhatsApp refused the message for a reason Shopbell does not know.",
    "Read Meta's own words beside it, then try once more or write from the phone.",
);
/// For sends that never left this machine, until their tries are used up.
pub const UNREACHABLE: Entry = entry(
    "meta_unreachable",
    SOON,
    "WhatsApp could not be reached from this server.",
    "Check the server's internet connection, then send it again.",
);
pub const NOT_CONNECTED: Entry = entry(
    "not_connected",
    Remedy::TokenRevoked,
    "This WhatsApp number is no longer connected.",
    "Connect it again under WhatsApp.",
);
pub const NO_ADDRESS: Entry = entry(
    "no_address",
    Remedy::Undeliverable,
    "Neither a phone number nor a WhatsApp id is known for this customer.",
    "Wait for the customer's next message.",
);
pub const WINDOW_CLOSED: Entry = entry(
    "window_closed",
    Remedy::WindowClosed,
    "The 24 hours in which WhatsApp allows a free answer are over.",
    "Wait for the customer's next message, or use an approved template.",
);

/// Something the message points at is gone: a file, a template, the message it reacts to.
pub const MISSING: Entry = entry(
    "part_missing",
    Remedy::Refused,
    "Something this message needs is no longer there.",
    "Write the message again.",
);

/// An answer of the AI that would have passed the month's budget.
pub const BUDGET_SPENT: Entry = entry(
    "budget_spent",
    Remedy::Refused,
    "This month's budget for messages is spent, so the AI's answer was not sent.",
    "Answer yourself, or raise the budget in Prices.",
);

/// Looks a code up. `transient` is Meta's own mark, `server_fault` an HTTP status of 500 or above.
pub fn explain(code: i64, transient: bool, server_fault: bool) -> Entry {
    known(code).unwrap_or(if transient || server_fault { TEMPORARY } else { UNKNOWN })
}

/// Whether a refusal means that our list of templates is out of date: counts, names or states no longer match.
pub fn tells_of_templates(code: i64) -> bool {
    matches!(code, 132_000 | 132_001 | 132_015 | 132_016)
}

/// The codes of each entry, as ranges.
const DICTIONARY: &[(&[RangeInclusive<i64>], Entry)] = &[
    (&[0..=0, 190..=190], TOKEN_REVOKED),
    (&[3..=3, 10..=10, 200..=299, 131_005..=131_005], PERMISSION_MISSING),
    (
        &[33..=33],
        entry(
            "number_not_visible",
            Remedy::TokenRevoked,
            "The number was deleted or this token may not see it.",
            "Open WhatsApp in Shopbell, press Check, and choose the number again.",
        ),
    ),
    (
        &[
            1..=1,
            2..=2,
            131_000..=131_000,
            131_016..=131_016,
            131_057..=131_057,
            133_000..=133_000,
            133_004..=133_004,
        ],
        TEMPORARY,
    ),
    (&[4..=4, 613..=613, 80_007..=80_007, 130_429..=130_429], TOO_FAST),
    (
        &[131_056..=131_056],
        entry(
            "too_many_to_one",
            Remedy::PairLimit,
            "Too many messages went to this customer in a short time.",
            "Shopbell waits and tries again by itself.",
        ),
    ),
    (&[368..=368, 131_031..=131_031], RESTRICTED),
    (&[131_047..=131_047], WINDOW_CLOSED),
    (
        &[130_403..=130_403],
        entry(
            "customer_blocked",
            Remedy::Undeliverable,
            "The shop has blocked this customer.",
            "Unblock the customer in WhatsApp if you want to write.",
        ),
    ),
    (
        &[130_472..=130_472, 131_049..=131_049],
        entry(
            "held_back_by_meta",
            Remedy::Undeliverable,
            "Meta chose not to deliver this message to this customer now.",
            "Wait a day before writing again.",
        ),
    ),
    (
        &[130_497..=130_497],
        entry(
            "country_not_allowed",
            Remedy::Undeliverable,
            "The shop may not write to customers in this country.",
            "Answer by another way.",
        ),
    ),
    (
        &[131_021..=131_021],
        entry(
            "own_number",
            Remedy::Undeliverable,
            "The message was addressed to the shop's own number.",
            "Write to a customer's number.",
        ),
    ),
    (
        &[131_026..=131_026],
        entry(
            "not_reachable",
            Remedy::Undeliverable,
            "WhatsApp cannot deliver to this customer: no WhatsApp, an old version, or they blocked the shop.",
            "Try another way to reach them.",
        ),
    ),
    (
        &[131_030..=131_030],
        entry(
            "test_number",
            Remedy::Restricted,
            "This is a test number, and the customer is not on its list.",
            "Add the customer's number to the test list in the Meta app, or connect a real number.",
        ),
    ),
    (
        &[131_037..=131_037],
        entry(
            "name_not_approved",
            Remedy::Restricted,
            "The shop's display name is not approved yet.",
            "Open WhatsApp Manager and finish the approval of the display name.",
        ),
    ),
    (
        &[131_042..=131_042, 131_044..=131_044, 134_011..=134_011],
        entry(
            "payment_needed",
            Remedy::PaymentNeeded,
            "Meta cannot charge for this message.",
            "Add a payment method, time zone and currency to the account in Meta Business settings.",
        ),
    ),
    (&[131_045..=131_045, 133_010..=133_010], NOT_REGISTERED),
    (
        &[131_048..=131_048],
        entry(
            "spam_limit",
            Remedy::Restricted,
            "Too many customers blocked or reported this number, so Meta limits it.",
            "Send only to customers who write first until the quality rating recovers.",
        ),
    ),
    (
        &[131_050..=131_050],
        entry(
            "customer_opted_out",
            Remedy::Undeliverable,
            "The customer stopped marketing messages from this shop.",
            "Do not write to them about offers.",
        ),
    ),
    (
        &[131_052..=131_052, 131_053..=131_053],
        entry(
            "file_not_transferred",
            Remedy::Refused,
            "A file could not be transferred.",
            "Send the file again, perhaps in another format.",
        ),
    ),
    (
        &[131_060..=131_060],
        entry(
            "only_on_phone",
            Remedy::Refused,
            "WhatsApp did not hand this message over.",
            "Read it in the WhatsApp Business app on the shop's phone.",
        ),
    ),
    (
        &[131_062..=131_062],
        entry(
            "phone_needed",
            Remedy::Undeliverable,
            "This kind of message needs the customer's phone number.",
            "Ask the customer for the number.",
        ),
    ),
    (
        &[
            133_005..=133_005,
            133_006..=133_006,
            133_008..=133_008,
            133_009..=133_009,
            133_015..=133_015,
            133_016..=133_016,
        ],
        entry(
            "registration_waits",
            Remedy::NotRegistered,
            "WhatsApp does not register this number at the moment.",
            "Check the two-step PIN in WhatsApp Manager, then wait an hour before you try again.",
        ),
    ),
    (
        &[137_000..=137_000],
        entry(
            "identity_changed",
            Remedy::Undeliverable,
            "The customer's WhatsApp identity has changed since the last message.",
            "Make sure you still speak with the same person.",
        ),
    ),
    (
        &[
            100..=100,
            131_008..=131_008,
            131_009..=131_009,
            131_051..=131_051,
            131_055..=131_055,
            135_000..=135_000,
        ],
        REFUSED,
    ),
    (&[132_000..=132_099, 131_063..=131_063, 131_064..=131_064], TEMPLATE_REFUSED),
];

fn known(code: i64) -> Option<Entry> {
    let bears =
        |(codes, _): &&(&[RangeInclusive<i64>], Entry)| codes.iter().any(|codes| codes.contains(&code));
    DICTIONARY.iter().find(bears).map(|(_, entry)| *entry)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_lead_to_what_the_program_does() {
        assert_eq!(explain(131_047, false, false).remedy, Remedy::WindowClosed);
        assert_eq!(explain(190, false, false).remedy, Remedy::TokenRevoked);
        assert_eq!(explain(131_056, false, false).remedy, Remedy::PairLimit);
        assert!(matches!(explain(130_429, false, false).remedy, Remedy::RetryAfter(_)));
        assert_eq!(explain(133_010, false, false).remedy, Remedy::NotRegistered);
    }

    #[test]
    fn an_unknown_code_is_tried_again_only_when_it_passes() {
        assert_eq!(explain(999_999, false, false).remedy, Remedy::Refused);
        assert!(matches!(explain(999_999, true, false).remedy, Remedy::RetryAfter(_)));
        assert!(matches!(explain(999_999, false, true).remedy, Remedy::RetryAfter(_)));
        assert_eq!(
            explain(131_047, true, true).remedy,
            Remedy::WindowClosed,
            "a known code outweighs the marks"
        );
    }
}
