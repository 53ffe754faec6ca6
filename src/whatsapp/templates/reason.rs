//! Why a template stands as it does: a code that screens have words for, and Meta's own words where it gave some. Kept as one
//! text, `CODE: words`; what begins with no code that is known is Meta's words alone.

use crate::whatsapp::wire::errors;
use crate::whatsapp::wire::graph::{CallError, Refusal};

/// Words Meta gives a verdict in.
const VERDICTS: &[&str] = &[
    "ABUSIVE_CONTENT",
    "CATEGORY_NOT_AVAILABLE",
    "INCORRECT_CATEGORY",
    "INVALID_FORMAT",
    "PROMOTIONAL",
    "SCAM",
    "TAG_CONTENT_MISMATCH",
    "FIRST_PAUSE",
    "SECOND_PAUSE",
    "RATE_LIMITING_PAUSE",
];
/// Why Meta did not take a template at all: names of the dictionary of errors, as far as they say something of a template.
const REFUSALS: &[&str] = &[
    "account_restricted",
    META_UNAVAILABLE,
    "number_not_visible",
    "permission_missing",
    "template_against_policy",
    "template_form",
    "template_limit",
    "token_revoked",
    "too_fast",
];
/// Faults of Meta's own, whatever the dictionary calls them.
const FAULTS_OF_METAS: &[&str] = &["meta_fault", "meta_unclear"];
const META_UNAVAILABLE: &str = "meta_unavailable";
const NAME_TAKEN: &str = "name_taken";
const UNREACHABLE: &str = errors::UNREACHABLE.name;
const ANSWER_LOST: &str = "answer_lost";
const UNKNOWN: &str = errors::UNKNOWN.name;
/// Graph's codes for a template that is there already, or is being deleted.
const TAKEN: [i64; 2] = [2_388_023, 2_388_024];
/// Between a code and the words about it.
const MARK: &str = ": ";

/// A reason as screens are told it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reason {
    pub code: &'static str,
    /// Meta's own words, in the language Meta chose.
    pub words: Option<String>,
}

impl Reason {
    /// Reads a reason as it is kept.
    pub fn read(kept: &str) -> Self {
        if let Some(code) = known(kept) {
            return Self { code, words: None };
        }
        let told = kept.split_once(MARK).and_then(|(code, words)| Some((known(code)?, words)));
        let (code, words) = told.unwrap_or((UNKNOWN, kept));
        Self { code, words: Some(words.to_owned()) }
    }
}

/// A verdict of Meta's as it is kept.
pub(super) fn of_verdict(code: Option<&str>, words: Option<&str>) -> Option<String> {
    match (code.map(|code| known(code).ok_or(code)), words) {
        (Some(Ok(code)), words) => Some(kept(code, words.unwrap_or_default())),
        (Some(Err(code)), Some(words)) if code != words => Some(format!("{code}{MARK}{words}")),
        (Some(Err(words)), _) | (None, Some(words)) => Some(words.to_owned()),
        (None, None) => None,
    }
}

/// Why a submission came to nothing, as it is kept.
pub(super) fn of_call(error: &CallError) -> String {
    match error {
        CallError::NotSent(_) => UNREACHABLE.to_owned(),
        CallError::Ambiguous(_) => ANSWER_LOST.to_owned(),
        CallError::Refused(refusal) => match of_refusal(refusal) {
            Some(code) => kept(code, &refusal.words),
            None => refusal.words.clone(),
        },
    }
}

fn of_refusal(refusal: &Refusal) -> Option<&'static str> {
    let codes = [refusal.subcode, Some(refusal.code)];
    if codes.iter().flatten().any(|code| TAKEN.contains(code)) {
        return Some(NAME_TAKEN);
    }
    let of_subcode = refusal.subcode.map(|code| errors::explain(code, false, false).name);
    let mut names = of_subcode.into_iter().chain([refusal.entry().name]);
    names.find_map(|name| known(if FAULTS_OF_METAS.contains(&name) { META_UNAVAILABLE } else { name }))
}

fn kept(code: &str, words: &str) -> String {
    if words.is_empty() { code.to_owned() } else { format!("{code}{MARK}{words}") }
}

/// The code, where it is one that has words.
fn known(code: &str) -> Option<&'static str> {
    let ours = [NAME_TAKEN, UNREACHABLE, ANSWER_LOST];
    VERDICTS.iter().chain(REFUSALS).copied().chain(ours).find(|known| *known == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kept: &str) -> (&'static str, Option<String>) {
        let reason = Reason::read(kept);
        (reason.code, reason.words)
    }

    fn refused(code: i64, subcode: Option<i64>, words: &str) -> String {
        let refusal = Refusal {
            code,
            subcode,
            words: words.to_owned(),
            transient: false,
            http_status: 400,
            trace: None,
        };
        of_call(&CallError::Refused(refusal))
    }

    #[test]
    fn a_verdict_is_a_code_and_metas_words() {
        let of = |code, words| of_verdict(code, words).map(|kept| read(&kept));
        let words = |text: &str| Some(text.to_owned());
        assert_eq!(of(None, None), None);
        assert_eq!(of(Some("PROMOTIONAL"), None), Some(("PROMOTIONAL", None)));
        assert_eq!(of(None, Some("Too vague")), Some(("unknown", words("Too vague"))));
        assert_eq!(
            of(Some("INVALID_FORMAT"), Some("Variables: at the start")),
            Some(("INVALID_FORMAT", words("Variables: at the start")))
        );
        assert_eq!(of(Some("BRAND_NEW"), None), Some(("unknown", words("BRAND_NEW"))));
        assert_eq!(of(Some("BRAND_NEW"), Some("See here")), Some(("unknown", words("BRAND_NEW: See here"))));
    }

    #[test]
    fn a_submission_that_came_to_nothing_says_so_in_a_code() {
        assert_eq!(read(&of_call(&CallError::NotSent("dns".into()))), ("meta_unreachable", None));
        assert_eq!(read(&of_call(&CallError::Ambiguous("cut".into()))), ("answer_lost", None));
        for (code, subcode, expected) in [
            (190, None, "token_revoked"),
            (1, None, "meta_unavailable"),
            (100, Some(2_388_024), "name_taken"),
            (100, Some(2_388_299), "template_form"),
            (100, None, "unknown"),
            (987_654, None, "unknown"),
        ] {
            let (found, words) = read(&refused(code, subcode, "Meta's words: here"));
            assert_eq!((found, words.as_deref()), (expected, Some("Meta's words: here")), "{code}");
        }
    }

    #[test]
    fn every_code_has_words_on_the_screens() {
        let ours = [NAME_TAKEN, UNREACHABLE, ANSWER_LOST];
        for language in ["en", "it"] {
            let file = format!("{}/ui/src/locales/{language}/templates.json", env!("CARGO_MANIFEST_DIR"));
            let words: serde_json::Value =
                serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
            for code in VERDICTS.iter().chain(REFUSALS).chain(&ours) {
                assert!(words["reasons"][*code].is_string(), "{language}: {code}");
            }
        }
    }

    #[test]
    fn every_refusal_is_in_the_dictionary() {
        let names: Vec<&str> = errors::entries().map(|entry| entry.name).collect();
        for name in REFUSALS.iter().chain(FAULTS_OF_METAS) {
            assert!(names.contains(name), "{name}");
        }
    }
}
