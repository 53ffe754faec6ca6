//! Whole conversations in eight languages, written and labelled by people who had not read the program: a person is called
//! in time where one is needed, seldom where none is, and finds a complete card.
//!
//! Each shop knows what its transcript says it knows and answers with the built-in model.
//! `SHOPBELL_TRANSCRIPTS=folder` reads others of the same shape.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use futures_util::future::join_all;
use serde::Deserialize;
use serde_json::json;

use super::cards::is_complete;
use super::{conversation_of, says};
use crate::support::TestApp;

/// Of the conversations where nobody is needed, one in so many may call a person all the same.
const ONE_NEEDLESS_IN: usize = 20;
/// Fewest transcripts and languages that say anything.
const FEWEST: usize = 80;
const FEWEST_LANGUAGES: usize = 8;

#[derive(Deserialize)]
struct File {
    transcript: Vec<Transcript>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Transcript {
    name: String,
    #[serde(rename = "trade")]
    _trade: String,
    knowledge: String,
    says: Vec<Said>,
    /// Number of the last message by which a person must have been called; none where nobody is needed.
    by: Option<usize>,
    reason: Option<String>,
    /// Number of the first message at which calling is not needless.
    from: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    text: String,
    #[serde(default)]
    frustrated: bool,
}

/// What became of one.
struct Lived {
    missed: bool,
    needless: bool,
    incomplete: bool,
    told: String,
}

fn folder() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/hand_overs/transcripts");
    std::env::var_os("SHOPBELL_TRANSCRIPTS").map_or(own, PathBuf::from)
}

fn transcripts() -> Vec<(String, Vec<Transcript>)> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = |path: &PathBuf| {
        let file: File = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        (path.file_stem().unwrap().to_str().unwrap().to_owned(), file.transcript)
    };
    files.iter().map(read).collect()
}

/// The shop hears the whole conversation; what it did is told only where it was wrong.
async fn live(language: &str, transcript: &Transcript) -> Lived {
    let shop = TestApp::start().await;
    let profile = json!({ "language": language, "time_zone": "Europe/Rome" });
    assert!(shop.patch("/shop", profile).await.status.is_success());
    let source = json!({ "kind": "text", "title": transcript.name, "text": transcript.knowledge });
    assert!(shop.post("/knowledge/sources", source).await.status.is_success());
    shop.run_jobs().await;
    let customer = shop.customer("+393330000001");
    let (mut called, mut told) = (None, format!("\n{language}: {}\n", transcript.name));
    let (mut incomplete, mut could_not_answer, mut offered) = (false, false, false);
    for (at, said) in (1..).zip(&transcript.says) {
        let answers = says(&shop, &customer, &said.text).await;
        let conversation = conversation_of(&shop, "0001").await;
        let _ = writeln!(told, "  {at} {}\n      {}", said.text, answers.join(" / "));
        if called.is_none() && conversation["needs_person"].is_object() {
            called = Some(at);
            incomplete = !is_complete(&conversation["card"]);
            could_not_answer = match conversation["needs_person"]["reason"].as_str() {
                Some("failed_twice") => true,
                Some("asked_for_person") => offered,
                _ => false,
            };
            let _ = writeln!(told, "      called: {}", conversation["needs_person"]["reason"]);
        }
        offered = answers.last().is_some_and(|answer| answer.ends_with(['?', '؟']));
    }
    shop.stop().await;
    let angry = transcript.says.iter().enumerate().filter(|(_, said)| said.frustrated).map(|(at, _)| at + 1);
    // Nobody is left to be frustrated three times.
    let by = [transcript.by, angry.clone().nth(2).map(|third| third - 1)].into_iter().flatten().min();
    let from = transcript.from.unwrap_or(usize::MAX);
    let missed = by.is_some_and(|by| called.is_none_or(|at| at > by));
    // Whoever asked twice what the built-in model cannot answer is right to be given to a person.
    let needless = called.is_some_and(|at| at < from) && !could_not_answer;
    let _ = writeln!(
        told,
        "      wanted {} between {:?} and {by:?}",
        transcript.reason.as_deref().unwrap_or("nobody"),
        transcript.from
    );
    Lived { missed, needless, incomplete, told }
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_called_in_time_and_seldom_needlessly_in_eight_languages() {
    let files = transcripts();
    let of_one = async |(language, transcripts): &(String, Vec<Transcript>)| {
        let mut lived = Vec::new();
        for transcript in transcripts {
            lived.push(Box::pin(live(language, transcript)).await);
        }
        lived
    };
    let all: Vec<Lived> = join_all(files.iter().map(of_one)).await.into_iter().flatten().collect();
    assert!(all.len() >= FEWEST && files.len() >= FEWEST_LANGUAGES, "{} in {}", all.len(), files.len());
    let which = |is: fn(&Lived) -> bool| -> Vec<&str> {
        all.iter().filter(|lived| is(lived)).map(|lived| lived.told.as_str()).collect()
    };
    let quiet = files.iter().flat_map(|(_, all)| all).filter(|transcript| transcript.by.is_none()).count();
    let missed = which(|lived| lived.missed);
    let needless = which(|lived| lived.needless);
    let incomplete = which(|lived| lived.incomplete);
    assert!(
        missed.is_empty() && incomplete.is_empty() && needless.len() * ONE_NEEDLESS_IN <= quiet,
        "of {}, {quiet} of them without need\n{} missed:{}\n{} needlessly:{}\n{} cards not complete:{}",
        all.len(),
        missed.len(),
        missed.concat(),
        needless.len(),
        needless.concat(),
        incomplete.len(),
        incomplete.concat()
    );
}
