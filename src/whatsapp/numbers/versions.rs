//! The versions of Meta's Graph API and when each stops being served, as Meta publishes them.
//!
//! An expired version does not fail: Meta answers with an older or newer one, and things drift silently.

use crate::clock::Timestamp;

/// A version and its end; `None` while Meta has named no day.
const VERSIONS: [(u32, Option<&str>); 7] = [
    (20, Some("2026-09-24T00:00:00Z")),
    (21, Some("2027-01-21T00:00:00Z")),
    (22, Some("2027-05-20T00:00:00Z")),
    (23, Some("2027-10-08T00:00:00Z")),
    (24, Some("2028-02-18T00:00:00Z")),
    (25, Some("2028-07-29T00:00:00Z")),
    (26, None),
];

/// A version that ends sooner than this many days is warned about.
const WARNING_DAYS: i64 = 60;

/// How long a version will be served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::whatsapp) enum Term {
    /// No end is near, or none is known.
    Good,
    EndsIn {
        days: i64,
    },
    Expired,
}

/// The term of a version such as `v26.0`.
pub(in crate::whatsapp) fn term(version: &str, now: Timestamp) -> Term {
    let Some(number) = number(version) else { return Term::Expired };
    let oldest = VERSIONS.first().map_or(0, |(oldest, _)| *oldest);
    if number < oldest {
        return Term::Expired;
    }
    let end = VERSIONS.iter().find(|(known, _)| *known == number).and_then(|(_, end)| *end);
    let Some(end) = end.and_then(|end| end.parse::<Timestamp>().ok()) else { return Term::Good };
    match (end.as_seconds() - now.as_seconds()).div_euclid(24 * 60 * 60) {
        past if past < 0 => Term::Expired,
        days if days < WARNING_DAYS => Term::EndsIn { days },
        _far => Term::Good,
    }
}

/// The newest version this table knows.
pub(in crate::whatsapp) fn newest() -> String {
    format!("v{}.0", VERSIONS.last().map_or(0, |(newest, _)| *newest))
}

fn number(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.strip_suffix(".0")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_good_then_ends_then_has_expired() {
        let on = |day: &str| format!("{day}T12:00:00Z").parse::<Timestamp>().unwrap();
        assert_eq!(term("v21.0", on("2026-10-01")), Term::Good);
        assert_eq!(term("v21.0", on("2027-01-11")), Term::EndsIn { days: 9 });
        assert_eq!(term("v21.0", on("2027-01-21")), Term::Expired);
        assert_eq!(term("v19.0", on("2026-10-01")), Term::Expired);
        assert_eq!(term("v26.0", on("2026-11-21")), Term::Good);
        assert_eq!(newest(), "v26.0");
    }
}
