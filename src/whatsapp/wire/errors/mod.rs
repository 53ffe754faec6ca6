//! Meta's error codes in plain words: what happened, what to do, and what the program does about it.
//!
//! Codes decide, never titles or HTTP statuses. An unknown code is not tried again unless Meta calls it passing. The
//! words lie in `dictionary.toml`, in every language of the screens.

mod dictionary;
pub mod routes;

use std::time::Duration;

pub(in crate::whatsapp) use dictionary::Language;

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
    /// Stable name; screens translate by it.
    pub name: &'static str,
    pub remedy: Remedy,
    /// Tries before a message is given up, where it is tried again at all.
    pub tries: usize,
    pub happened: &'static str,
    pub todo: &'static str,
}

/// Tries of what passes, unless the dictionary says otherwise.
const TRIES: usize = 6;

const fn entry(name: &'static str, remedy: Remedy, happened: &'static str, todo: &'static str) -> Entry {
    Entry { name, remedy, tries: TRIES, happened, todo }
}

/// For faults that Meta calls passing without a code we know.
const TEMPORARY: Entry = entry(
    "meta_unavailable",
    Remedy::RetryAfter(Duration::from_secs(10)),
    "WhatsApp had a fault of its own.",
    "Shopbell tries again by itself. If it lasts, look at metastatus.com.",
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
    Remedy::RetryAfter(Duration::from_secs(2)),
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

pub const NO_CONSENT: Entry = entry(
    "no_consent",
    Remedy::Undeliverable,
    "The customer has not agreed to be written to first.",
    "Wait until they write, or note in their card when and where they agreed.",
);
pub const SUPPRESSED: Entry = entry(
    "suppressed",
    Remedy::Undeliverable,
    "The customer has asked for no such messages.",
    "Respect it. Only the customer can take it back, or you in their card when they told you so.",
);
/// By the shop itself; Meta says the same with 130403.
pub const BLOCKED: Entry = entry(
    "blocked_here",
    Remedy::Undeliverable,
    "The shop has blocked this customer.",
    "Unblock the customer first if you want to write.",
);
pub const ACCOUNT_RESTRICTED: Entry = entry(
    "restricted_wholly",
    Remedy::Restricted,
    "Meta has announced that this account may send nothing for now.",
    "Read the notice under WhatsApp and ask Meta for a review.",
);
pub const ANSWERS_ONLY: Entry = entry(
    "restricted_to_answers",
    Remedy::Restricted,
    "Meta has announced that this account may only answer customers who write first.",
    "Wait for the customer's next message, or until the restriction under WhatsApp is over.",
);

/// What happened and what to do, by the name of an entry.
pub(in crate::whatsapp) fn words(name: &str, language: Language) -> Option<(&'static str, &'static str)> {
    dictionary::words(name, language).map(|words| (words.meaning.as_str(), words.what_to_do.as_str()))
}

/// Every entry of the dictionary.
#[cfg(test)]
pub(in crate::whatsapp) fn entries() -> impl Iterator<Item = Entry> {
    dictionary::lines().iter().map(dictionary::Line::entry)
}

/// Looks a code up. `transient` is Meta's own mark, `server_fault` an HTTP status of 500 or above.
pub fn explain(code: i64, transient: bool, server_fault: bool) -> Entry {
    dictionary::known(code).unwrap_or(if transient || server_fault { TEMPORARY } else { UNKNOWN })
}

/// Whether a refusal means that our list of templates is out of date: counts, names or states no longer match.
pub fn tells_of_templates(code: i64) -> bool {
    matches!(code, 132_000 | 132_001 | 132_015 | 132_016)
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
        assert_eq!((explain(1, false, false).tries, explain(131_000, false, true).tries), (2, 4));
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

    #[test]
    fn our_own_entries_read_as_in_the_dictionary() {
        let own = [
            UNKNOWN,
            UNREACHABLE,
            NOT_CONNECTED,
            NO_ADDRESS,
            WINDOW_CLOSED,
            MISSING,
            BUDGET_SPENT,
            NO_CONSENT,
            SUPPRESSED,
            BLOCKED,
            ACCOUNT_RESTRICTED,
            ANSWERS_ONLY,
        ];
        for own in own {
            let words = dictionary::words(own.name, Language::En)
                .unwrap_or_else(|| panic!("{} is missing", own.name));
            assert_eq!(
                (words.meaning.as_str(), words.what_to_do.as_str()),
                (own.happened, own.todo),
                "{}",
                own.name
            );
        }
    }
}
