//! What a draft must pass before it may be sent: its claims against what was shown, its length, and that it speaks of no
//! instructions. The rules are `answer::claim_check`'s; the second reading is a model's.

use tokio_util::sync::CancellationToken;

use super::answer::claim_check::{self, Checked, Context, Known, Passage, Sentence};
use super::answer::generate::Writing;
use super::answer::verify;
use super::answer::whose;
use super::disagreements;
use super::question::Question;
use super::runs::trace::Trace;
use super::tools::{Broken, unless_cancelled};
use super::types::{CallTask, StepName};
use super::voice::{SecondReading, Voice};
use crate::letters;

/// Longest answer, in characters; WhatsApp takes 4,096.
const ANSWER_LIMIT_CHARACTERS: usize = 3_500;

/// A draft as it was written.
pub(super) struct Written<'a> {
    pub text: &'a str,
    pub cited: &'a [String],
    pub cut_off: bool,
}

/// The sentences no source holds; nothing when all of them are earned.
pub(super) async fn unsupported(
    writing: &Writing<'_>,
    written: &Written<'_>,
    voice: &mut Voice,
    trace: &mut Trace,
    cancel: &CancellationToken,
) -> Result<Vec<String>, Broken> {
    let began = trace.now();
    let Written { text, cited, cut_off } = written;
    for (passage, shown) in trace.passages.iter_mut().zip(writing.shown) {
        passage.cited = cited.contains(&shown.document.id);
    }
    let passages: Vec<Passage<'_>> = writing.shown.iter().map(|shown| shown.as_cited(cited)).collect();
    let context = context(writing.asked);
    let known = Known::of(&passages, &context);
    let mut beside = Vec::new();
    if *cut_off || text.chars().count() > ANSWER_LIMIT_CHARACTERS {
        beside.push("(the answer was too long)".to_owned());
    }
    if verify::leaks(text, writing.canary) {
        beside.push("(it spoke of its instructions)".to_owned());
    }
    // What is written again anyway is not worth the small call.
    let mut checked = if beside.is_empty() {
        three_locks(writing, text, &known, voice, trace, cancel).await?
    } else {
        known.check_before_verifying(text)
    };
    let disputing = disagreements::read_of(writing.shown.iter().map(|shown| shown.disputed.as_slice()));
    disagreements::disputed(&known, &mut checked.sentences, &disputing);
    if writing.is_of_the_web() {
        whose::refuse_the_shops_own(&mut checked.sentences, writing.asked.tag());
    }
    let mut unsupported = checked.refused();
    let known = |id: &String| writing.shown.iter().any(|shown| shown.document.id == *id);
    if !cited.iter().any(known) && checked.claims() {
        unsupported.push("(no document was cited)".to_owned());
    }
    unsupported.append(&mut beside);
    trace.text = Some((*text).to_owned());
    trace.checks = checked.sentences;
    let outcome = if unsupported.is_empty() {
        "supported".to_owned()
    } else {
        format!("unsupported: {}", unsupported.join("; "))
    };
    trace.step(StepName::Check, began, outcome);
    Ok(unsupported)
}

/// Whether a text states nothing at all, so that no source is needed for it.
pub(super) fn claims_nothing(asked: &Question, text: &str, canary: &str) -> bool {
    let context = context(asked);
    let checked = Known::of(&[], &context).check(text);
    checked.holds() && !checked.claims() && !verify::leaks(text, canary)
}

/// Whether a customer asks and is told nothing: "Goodbye!" answers no question. A question back is another matter.
pub(super) fn only_talks(asked: &Question, checks: &[Sentence]) -> bool {
    let talks = !checks.is_empty() && checks.iter().all(|sentence| sentence.kind == "talk");
    talks && letters::asks(&asked.text)
}

fn context(asked: &Question) -> Context<'_> {
    Context {
        language: Some(asked.tag()),
        shop_language: Some(&asked.shop.language),
        phone_prefix: claim_check::country_prefix(&asked.shop.phone, &asked.shop.time_zone),
        question: &asked.text,
    }
}

/// Records and closed subjects first; what passes them and does not stand word for word is shown to the model a second
/// time, for a quote. When that call cannot be made the first two locks decide alone, strictly. It is made once: what is
/// written again after it refused a sentence may leave that out, and say nothing new.
async fn three_locks(
    writing: &Writing<'_>,
    text: &str,
    known: &Known<'_>,
    voice: &mut Voice,
    trace: &mut Trace,
    cancel: &CancellationToken,
) -> Result<Checked, Broken> {
    let checked = known.check_before_verifying(text);
    if checked.verbatim || !checked.holds() || !checked.claims() {
        return Ok(checked);
    }
    match &voice.second_reading {
        SecondReading::NotYet if voice.is_built_in() => return Ok(known.check(text)),
        SecondReading::NotYet => {}
        SecondReading::Failed => return Ok(known.check(text)),
        SecondReading::Held(held) => return Ok(known.check_rewritten(text, held)),
    }
    voice.second_reading = SecondReading::Failed;
    let began = trace.now();
    let before = trace.spent;
    let documents = writing.shown.iter().zip(known.passages()).filter(|(_, passage)| passage.cited);
    let documents = documents.map(|(shown, _)| shown.document.clone()).collect();
    let line = voice.intent.clone();
    let (verified, answer) = verify::verify(writing.asked, documents, text, &line, cancel).await;
    voice.heard(&answer, CallTask::Check, StepName::Check, began, trace);
    unless_cancelled(&answer)?;
    let Some(verified) = verified else { return Ok(known.check(text)) };
    let checked = known.check_verified(text, &verified);
    let held = checked.sentences.iter().filter(|sentence| sentence.supported);
    let held: Vec<String> = held.map(|sentence| sentence.text.clone()).collect();
    let quoted = held.len();
    voice.second_reading = SecondReading::Held(held);
    let cost = trace.spent.since(&before);
    trace.step(StepName::Check, began, format!("quoted {quoted} of {}, {cost}", checked.sentences.len()));
    Ok(checked)
}
