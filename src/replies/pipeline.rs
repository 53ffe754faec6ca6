//! One question, read top to bottom: understand, search, write, check, decide. Each step leaves its trace.
//!
//! Decides and does nothing: a run acts on it, an exam or a playground only looks. Falls back to the built-in model when the chosen one cannot be asked.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::answer::claim_check::{self, Checked, Context, Known, Passage};
use super::answer::generate::{self, Draft, Writing};
use super::answer::intent::{self, Understood};
use super::answer::retrieve::{self, Shown, resting_on};
use super::answer::verify;
use super::decide::budget::{Budget, Reservation, month};
use super::decide::rules::{self, FellBack, Outcome};
use super::ordering::Bookkeeper;
use super::question::besides::besides;
use super::question::{Question, phrases};
use super::runs::progress::Observer;
use super::runs::store;
use super::runs::trace::{FoundPassage, Trace};
use super::types::{Decision, StepName};
use crate::clock::Clock;
use crate::inbox::ReplyStep;
use crate::knowledge::Knowledge;
use crate::llm::{ChatModel, Llm, LlmError};
use crate::orders::Orders;
use crate::storage::{Db, StorageError};

/// Longest answer, in characters; WhatsApp takes 4,096.
const ANSWER_LIMIT_CHARACTERS: usize = 3_500;

/// Why a run ended without a decision.
#[derive(Debug)]
pub(super) enum Broken {
    Storage(StorageError),
    Cancelled,
}

impl From<StorageError> for Broken {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

/// Which model speaks in this run.
struct Voice {
    model: ChatModel,
    fell_back: Option<FellBack>,
    /// The second pass was asked once: a draft written again is held by the strict locks alone.
    asked_again: bool,
    /// Held until the run ends.
    _reserved: Option<Reservation>,
}

impl Voice {
    fn fall_back(&mut self, why: FellBack) {
        self.model = ChatModel::built_in();
        self.fell_back = Some(why);
    }
}

/// What an answer is made with. Clones share it.
#[derive(Clone)]
pub(super) struct Tools {
    pub db: Db,
    pub clock: Clock,
    pub llm: Llm,
    pub knowledge: Knowledge,
    pub orders: Orders,
    pub budget: Budget,
    /// Stands in every instruction and in no answer.
    pub canary: Arc<str>,
}

/// What to do with this question. The trace holds how far it came, also when nobody waits for the end.
pub(super) async fn answer(
    asked: &Question,
    tools: &Tools,
    observer: &impl Observer,
    trace: &mut Trace,
    cancel: &CancellationToken,
) -> Result<Decision, Broken> {
    let decision = tools.think(asked, trace, observer, cancel).await?;
    Ok(if asked.wants_person_too() { rules::with_person(decision) } else { decision })
}

impl Tools {
    async fn think(
        &self,
        asked: &Question,
        trace: &mut Trace,
        progress: &impl Observer,
        cancel: &CancellationToken,
    ) -> Result<Decision, Broken> {
        trace.language = asked.heard.tag;
        let began = trace.now();
        let said = phrases::said(&asked.text);
        let book = Bookkeeper { db: &self.db, orders: &self.orders };
        if let Some(decision) = book.at_first_sight(asked, &said, trace).await? {
            return self.and_besides(asked, decision, trace, progress, cancel).await;
        }
        if let Some(decision) = rules::at_first_sight(asked, &said) {
            let told = said.first().map_or("no_words", |said| said.as_str());
            trace.step(StepName::Understand, began, told);
            return Ok(decision);
        }
        let mut voice = self.voice(asked).await?;
        progress.show(ReplyStep::Searching, None, None);
        let understood = understand(asked, &mut voice, trace, cancel).await?;
        if let Some(decision) = book.as_understood(asked, &understood, trace).await? {
            note_model(trace, &voice);
            return Ok(decision);
        }
        if let Some(decision) = rules::by_intent(asked, understood.intent, understood.need, understood.upset)
        {
            note_model(trace, &voice);
            return Ok(decision);
        }
        let shown = self.search(asked, &understood, voice.model.is_built_in(), trace).await?;
        progress.show(ReplyStep::Writing, u32::try_from(shown.len()).ok(), None);
        let outcome = self.write(asked, &shown, &mut voice, trace, progress, cancel).await?;
        note_model(trace, &voice);
        Ok(rules::at_last(outcome, voice.fell_back, asked.declined_before))
    }

    /// A second question in the same message is answered as well, as if it stood alone.
    async fn and_besides(
        &self,
        asked: &Question,
        first: Decision,
        trace: &mut Trace,
        progress: &impl Observer,
        cancel: &CancellationToken,
    ) -> Result<Decision, Broken> {
        let (Decision::Send(told), Some(rest)) = (&first, besides(&asked.text)) else { return Ok(first) };
        let of_order = (trace.passages.clone(), trace.checks.clone());
        let rest = Question { text: rest, ..asked.clone() };
        let second = Box::pin(self.think(&rest, trace, progress, cancel)).await?;
        trace.passages.splice(0..0, of_order.0);
        trace.checks.splice(0..0, of_order.1);
        let both = rules::both(told, second);
        if let Decision::Send(answer) = &both {
            trace.text = Some(answer.text.clone());
        }
        Ok(both)
    }

    /// The model of the settings while the month's money lasts, else the built-in one.
    async fn voice(&self, asked: &Question) -> Result<Voice, Broken> {
        let model = self.llm.chat();
        if model.is_built_in() {
            return Ok(Voice { model, fell_back: None, asked_again: false, _reserved: None });
        }
        let month = month(self.clock.now());
        let spent = self.db.read(move |conn| store::spent_in(conn, &month)).await?;
        Ok(match self.budget.reserve(asked.monthly_budget_micros, spent) {
            Some(reserved) => Voice { model, fell_back: None, asked_again: false, _reserved: Some(reserved) },
            None => Voice {
                model: ChatModel::built_in(),
                fell_back: Some(FellBack::BudgetSpent),
                asked_again: false,
                _reserved: None,
            },
        })
    }

    async fn search(
        &self,
        asked: &Question,
        understood: &Understood,
        built_in: bool,
        trace: &mut Trace,
    ) -> Result<Vec<Shown>, Broken> {
        let began = trace.now();
        let now = self.clock.now();
        let shown = retrieve::retrieve(&self.knowledge, &understood.question, asked, built_in, now).await?;
        trace.passages = shown.iter().map(found).collect();
        let from_knowledge = shown.iter().filter(|shown| shown.source.is_some()).count();
        trace.step(StepName::Search, began, format!("found {from_knowledge}"));
        Ok(shown)
    }

    /// Writes, checks, and when a claim has no source writes once more.
    async fn write(
        &self,
        asked: &Question,
        shown: &[Shown],
        voice: &mut Voice,
        trace: &mut Trace,
        progress: &impl Observer,
        cancel: &CancellationToken,
    ) -> Result<Outcome, Broken> {
        let mut unsupported = Vec::new();
        for step in [StepName::Write, StepName::Rewrite] {
            let draft = self.draft(asked, shown, &unsupported, voice, trace, step, progress, cancel).await?;
            let Draft::Written { text, cited, cut_off } = draft else { return Ok(Outcome::NoAnswer) };
            progress.show(ReplyStep::Checking, None, Some(&text));
            unsupported = self.check(asked, shown, &text, &cited, cut_off, voice, trace, cancel).await?;
            if unsupported.is_empty() {
                return Ok(Outcome::Supported(resting_on(text, &cited, shown)));
            }
            // Quoting again would quote the same.
            if voice.model.is_built_in() {
                break;
            }
        }
        Ok(Outcome::Unsupported)
    }

    #[expect(clippy::too_many_arguments, reason = "one step of a pipeline: each is a thing of its own")]
    async fn draft(
        &self,
        asked: &Question,
        shown: &[Shown],
        unsupported: &[String],
        voice: &mut Voice,
        trace: &mut Trace,
        step: StepName,
        progress: &impl Observer,
        cancel: &CancellationToken,
    ) -> Result<Draft, Broken> {
        loop {
            let began = trace.now();
            let writing = Writing {
                asked,
                shown,
                model: &voice.model,
                max_output_tokens: self.llm.limits().max_output_tokens,
                canary: &self.canary,
                unsupported,
            };
            let written = generate::generate(&writing, cancel.clone(), &mut trace.spent, |text| {
                progress.show(ReplyStep::Writing, None, Some(&generate::citations(text).0));
            });
            match written.await {
                Ok(draft) => {
                    trace.step(step, began, if draft == Draft::Nothing { "no_answer" } else { "written" });
                    return Ok(draft);
                }
                Err(LlmError::Cancelled) => return Err(Broken::Cancelled),
                Err(error) if voice.model.is_built_in() => {
                    trace.step(step, began, error.code());
                    return Ok(Draft::Nothing);
                }
                Err(error) => {
                    trace.step(step, began, format!("{}: {}", voice.model.provider(), error.code()));
                    tracing::warn!(run.id = %trace.run, error = %error, "the model could not be asked; the built-in one quotes");
                    voice.fall_back(FellBack::Unavailable);
                }
            }
        }
    }

    /// The sentences no source holds; nothing when all of them are earned.
    #[expect(clippy::too_many_arguments, reason = "one step of a pipeline: each is a thing of its own")]
    async fn check(
        &self,
        asked: &Question,
        shown: &[Shown],
        text: &str,
        cited: &[String],
        cut_off: bool,
        voice: &mut Voice,
        trace: &mut Trace,
        cancel: &CancellationToken,
    ) -> Result<Vec<String>, Broken> {
        let began = trace.now();
        for (passage, shown) in trace.passages.iter_mut().zip(shown) {
            passage.cited = cited.contains(&shown.document.id);
        }
        let passages: Vec<Passage<'_>> = shown.iter().map(|shown| shown.as_cited(cited)).collect();
        let context = Context {
            language: Some(asked.tag()),
            shop_language: Some(&asked.shop.language),
            phone_prefix: claim_check::country_prefix(&asked.shop.phone, &asked.shop.time_zone),
            question: &asked.text,
        };
        let known = Known::of(&passages, &context);
        let checked = self.three_locks(asked, shown, text, &known, voice, trace, cancel).await?;
        let mut unsupported = checked.refused();
        let known = |id: &String| shown.iter().any(|shown| shown.document.id == *id);
        if !cited.iter().any(known) && checked.claims() {
            unsupported.push("(no document was cited)".to_owned());
        }
        if cut_off || text.chars().count() > ANSWER_LIMIT_CHARACTERS {
            unsupported.push("(the answer was too long)".to_owned());
        }
        if verify::leaks(text, &self.canary) {
            unsupported.push("(it spoke of its instructions)".to_owned());
        }
        trace.text = Some(text.to_owned());
        trace.checks = checked.sentences;
        let outcome = if unsupported.is_empty() {
            "supported".to_owned()
        } else {
            format!("unsupported: {}", unsupported.join("; "))
        };
        trace.step(StepName::Check, began, outcome);
        Ok(unsupported)
    }

    /// Records and closed subjects first; what passes them and does not stand word for word is shown to the model a second
    /// time, for a quote. When that call cannot be made the first two locks decide alone, strictly.
    #[expect(clippy::too_many_arguments, reason = "one step of a pipeline: each is a thing of its own")]
    async fn three_locks(
        &self,
        asked: &Question,
        shown: &[Shown],
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
        if voice.model.is_built_in() || voice.asked_again {
            return Ok(known.check(text));
        }
        voice.asked_again = true;
        let began = trace.now();
        let before = trace.spent;
        let documents = shown.iter().zip(known.passages()).filter(|(_, passage)| passage.cited);
        let documents = documents.map(|(shown, _)| shown.document.clone()).collect();
        match verify::verify(asked, documents, text, &voice.model, cancel.clone(), &mut trace.spent).await {
            Ok(verified) => {
                let checked = known.check_verified(text, &verified);
                let quoted = checked.sentences.iter().filter(|sentence| sentence.supported).count();
                let cost = trace.spent.since(&before);
                trace.step(
                    StepName::Check,
                    began,
                    format!("quoted {quoted} of {}, {cost}", checked.sentences.len()),
                );
                Ok(checked)
            }
            Err(LlmError::Cancelled) => Err(Broken::Cancelled),
            Err(error) => {
                trace.step(StepName::Check, began, format!("{}: {}", voice.model.provider(), error.code()));
                Ok(known.check(text))
            }
        }
    }
}

async fn understand(
    asked: &Question,
    voice: &mut Voice,
    trace: &mut Trace,
    cancel: &CancellationToken,
) -> Result<Understood, Broken> {
    let began = trace.now();
    let understood = if voice.model.is_built_in() {
        Understood::as_knowledge(asked)
    } else {
        match intent::understand(asked, &voice.model, cancel.clone(), &mut trace.spent).await {
            Ok(understood) => understood,
            Err(LlmError::Cancelled) => return Err(Broken::Cancelled),
            Err(error) => {
                tracing::warn!(run.id = %trace.run, error = %error, "the model could not be asked; the built-in one quotes");
                trace.step(
                    StepName::Understand,
                    began,
                    format!("{}: {}", voice.model.provider(), error.code()),
                );
                voice.fall_back(FellBack::Unavailable);
                Understood::as_knowledge(asked)
            }
        }
    };
    trace.intent = Some(understood.intent);
    trace.step(StepName::Understand, began, understood.intent.as_str());
    Ok(understood)
}

fn note_model(trace: &mut Trace, voice: &Voice) {
    trace.provider = Some(voice.model.provider());
    trace.model = Some(voice.model.model().to_owned());
}

fn found(shown: &Shown) -> FoundPassage {
    FoundPassage {
        source_id: shown.source.as_ref().map(|source| source.source_id),
        chunk_id: shown.source.as_ref().map(|source| source.chunk_id),
        title: shown.document.title.clone(),
        passage: shown.document.text.clone(),
        support: shown.document.support,
        cited: false,
    }
}
