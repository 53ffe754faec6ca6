//! Every code the API can answer with has words on the screens, in each of their languages. The codes are read from the sources.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;

use crate::house_rules::{files, relative, root};

const LANGUAGES: [&str; 2] = ["en", "it"];

/// What makes an error; the code is the first argument, behind the status where there is one.
const KINDS: [&str; 5] = ["bad_request(", "conflict(", "unprocessable(", "unavailable(", "new("];

/// Codes that are not written where the error is made: the file that makes it, then the file, the function and the marks before
/// the words. A file that is not here writes its codes out.
const ELSEWHERE: [(&str, &str, &str, &[&str]); 7] = [
    ("src/accounts/caller.rs", "src/accounts/caller.rs", "const CROSS_SITE", &["&str = "]),
    ("src/accounts/routes/answers.rs", "src/accounts/routes/answers.rs", "for ApiError", &["unauthorized("]),
    ("src/accounts/routes/me.rs", "src/accounts/routes/me.rs", "fn in_own_fields(", &["beside("]),
    ("src/health/routes/send.rs", "src/health/limits.rs", "fn told(self)", &["("]),
    ("src/knowledge/changes.rs", "src/knowledge/fetch.rs", "fn code(self)", &["=> "]),
    ("src/knowledge/changes.rs", "src/extract/foreign.rs", "fn code(self)", &["=> "]),
    ("src/knowledge/page_routes.rs", "src/extract/fault.rs", "fn code(self)", &["=> "]),
];

/// Hands a code on that was written out where it was called.
const HANDS_ON: &str = "src/http/error.rs";

fn words(language: &str, name: &str) -> Value {
    let path = root().join("ui/src/locales").join(language).join(name);
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap()
}

/// The words in quotation marks that follow each of `marks`, with nothing but space between.
fn quoted_after(text: &str, marks: &[&str]) -> BTreeSet<String> {
    let behind = marks.iter().flat_map(|mark| text.split(mark).skip(1));
    behind.filter_map(|rest| quoted(rest.trim_start())).filter(|word| is_code(word)).collect()
}

fn is_code(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_')
}

/// The word this begins with, where that is one in quotation marks.
fn quoted(text: &str) -> Option<String> {
    Some(text.strip_prefix('"')?.split_once('"')?.0.to_owned())
}

/// The codes of the errors a file makes, and whether one of them is not written there.
fn codes_of(text: &str) -> (BTreeSet<String>, bool) {
    let (mut codes, mut elsewhere) = (BTreeSet::new(), false);
    let speaks_of_itself = text.contains("for ApiError {") || text.contains("impl ApiError {");
    for maker in ["ApiError::", "Self::"].into_iter().take(if speaks_of_itself { 2 } else { 1 }) {
        for kind in KINDS {
            for rest in text.split(&format!("{maker}{kind}")).skip(1) {
                let behind_status = rest.split_once(',').map_or("", |(_, code)| code);
                let code = if kind == "new(" { behind_status } else { rest };
                match quoted(code.trim_start()) {
                    Some(code) => _ = codes.insert(code),
                    None => elsewhere = true,
                }
            }
        }
    }
    (codes, elsewhere)
}

/// Every code, with the file that answers it.
fn all_codes() -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for path in files("src", &[".rs"]) {
        let file = relative(&path);
        let (codes, elsewhere) = codes_of(&fs::read_to_string(&path).unwrap());
        let said = ELSEWHERE.iter().any(|(maker, ..)| *maker == file) || file == HANDS_ON;
        assert!(!elsewhere || said, "{file} makes an error whose code is not written there: say where");
        all.extend(codes.into_iter().map(|code| (code, file.clone())));
    }
    for (_, file, within, marks) in ELSEWHERE {
        let text = read(file);
        let (_, part) = text.split_once(within).unwrap_or_else(|| panic!("{file} has no {within}"));
        let codes = quoted_after(part.split("\n    }\n").next().unwrap_or_default(), marks);
        assert!(!codes.is_empty(), "{file} has no codes in {within}");
        all.extend(codes.into_iter().map(|code| (code, file.to_owned())));
    }
    all
}

#[test]
fn every_fault_a_person_may_meet_has_words_on_the_screens() {
    let codes = all_codes();
    assert!(codes.len() > 180, "only {} codes were found", codes.len());
    for known in ["no_consent", "cross_site", "limit_of_customer", "bad_credentials", "not_signed_in"] {
        assert!(codes.contains_key(known), "{known} was not found");
    }
    let mut missing = Vec::new();
    for language in LANGUAGES {
        let errors = words(language, "errors.json");
        // Two rooms bring their own, with the screens that ask them alone.
        let (signals, knowledge) = (words(language, "health.json"), words(language, "knowledge.json"));
        for (code, file) in &codes {
            let own = match file.split('/').nth(1) {
                Some("health") => signals["refusals"].get(code),
                Some("knowledge" | "extract") => knowledge["reasons"].get(code),
                _ => None,
            };
            let told = errors.get(code).or_else(|| errors["general"].get(code)).or(own);
            if !told.is_some_and(Value::is_string) {
                missing.push(format!("{file} answers {code:?}: say it in {language}/errors.json"));
            }
        }
    }
    assert!(missing.is_empty(), "\n{}", missing.join("\n"));
}

#[test]
fn every_warning_of_a_document_has_words_on_the_screens() {
    for language in LANGUAGES {
        let knowledge = words(language, "knowledge.json");
        for code in shopbell::extract::WarningCode::ALL.map(shopbell::extract::WarningCode::as_str) {
            let told = knowledge["warnings"].get(code);
            assert!(told.is_some(), "say the warning {code:?} in {language}/knowledge.json");
        }
    }
}

#[test]
fn a_code_is_found_however_its_error_is_made() {
    let text =
        "impl From<X> for ApiError { Self::conflict(\n \"a_b\", words); ApiError::new(status, \"c\", x) }";
    assert_eq!(codes_of(text), (BTreeSet::from(["a_b".to_owned(), "c".to_owned()]), false));
    assert!(codes_of("ApiError::unprocessable(fault.code(), words)").1);
}
