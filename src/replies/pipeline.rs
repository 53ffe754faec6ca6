//! One question, read top to bottom: understand, search, write, check, decide. Each step leaves its trace.
//!
//! The cheap model sorts first; greetings, thanks and what the shop's profile holds never reach the large one. Decides and does
//! nothing: a run acts on it, an exam or a playground only looks. Falls back to the built-in model when no chosen one answers.

use tokio_util::sync::CancellationToken;

use super::answer::claim_check::Sentence;
use super::answer::generate::{self, Draft, Writing};
use super::answer::intent::{self, Understood};
use super::answer::retrieve::{Shown, resting_on};
use super::answer::talk;
use super::decide::rules::{self, FellBack, Outcome};
use super::facts::consent;
use super::on_the_web;
use super::ordering::Bookkeeper;
use super::personality::Personality;
use super::prompts::Prompt;
use super::proof::{self, Written};
use super::question::Question;
use super::question::besides::besides;
use super::question::language::Language;
use super::question::phrases;
use super::runs::progress::Observer;
use super::runs::store;
use super::runs::trace::Trace;
use super::search::{Reader, found, search};
use super::tools::{Broken, Tools, unless_cancelled};
use super::types::{Answer, CallTask, Decision, Handler, StepName};
use super::voice::{SecondReading, Voice};
use crate::inbox::ReplyStep;
use crate::llm::Line;

/// What to do with this question. The trace holds how far it came, also when nobody waits for the end.
pub(super) async fn answer(
    asked: &Question,
    tools: &Tools,
    observer: &impl Observer,
    trace: &mut Trace,
    cancel: &CancellationToken,
) -> Result<Decision, Broken> {
    let run = Run { asked, tools, observer, cancel };
    trace.prompt_version = asked.prompts.version(Prompt::Knowledge);
    let decision = signed(run.think(trace).await?, &asked.personality);
    Ok(if asked.wants_person_too() { rules::with_person(decision) } else { decision })
}

/// The owner's line stands under what was written; ready-made texts stay as they are.
fn signed(decision: Decision, personality: &Personality) -> Decision {
    let sign = |answer: Answer| Answer { text: personality.signed(&answer.text), sources: answer.sources };
    match decision {
        Decision::Send(answer) => Decision::Send(sign(answer)),
        Decision::SendPartly(_)
        | Decision::Decline
        | Decision::DeclineSaying(_)
        | Decision::DeclineAfter(_)
        | Decision::Repeat { .. }
        | Decision::Settle { .. }
        | Decision::Remember { .. }
        | Decision::HandOff { .. }
        | Decision::Silent => decision,
    }
}

/// One question on its way.
struct Run<'a, O> {
    asked: &'a Question,
    tools: &'a Tools,
    observer: &'a O,
    cancel: &'a CancellationToken,
}

impl<O: Observer> Run<'_, O> {
    async fn think(&self, trace: &mut Trace) -> Result<Decision, Broken> {
        let asked = self.asked;
        trace.language = asked.heard.tag;
        let began = trace.now();
        let said = phrases::said(&asked.text);
        if let Some((decision, because)) = rules::by_owner(asked, &said) {
            trace.step(StepName::Understand, began, because);
            return Ok(decision);
        }
        let book = Bookkeeper { db: &self.tools.db, orders: &self.tools.orders };
        if !rules::comes_first(asked, &said) {
            if let Some(decision) = consent::answered(asked) {
                trace.step(StepName::Understand, began, "fact");
                return Ok(decision);
            }
            if let Some(decision) = book.answer_to_proposal(asked, trace).await? {
                return Ok(decision);
            }
            if let Some(decision) = book.at_first_sight(asked, trace).await? {
                return self.and_besides(decision, trace).await;
            }
        }
        if let Some(decision) = rules::at_first_sight(asked, &said) {
            let told = said.first().map_or("no_words", |said| said.as_str());
            trace.step(StepName::Understand, began, told);
            return Ok(decision);
        }
        let mut voice = self.voice().await?;
        self.observer.show(ReplyStep::Searching, None, None);
        let understood = self.understand(&mut voice, trace).await?;
        let decision = match book.as_understood(asked, &understood, trace).await? {
            Some(decision) => decision,
            None => self.handle(&understood, &mut voice, trace).await?,
        };
        voice.sign(trace);
        Ok(decision)
    }

    /// A second question in the same message is answered as well, as if it stood alone.
    async fn and_besides(&self, first: Decision, trace: &mut Trace) -> Result<Decision, Broken> {
        let (Decision::Send(told), Some(rest)) = (&first, besides(&self.asked.text)) else {
            return Ok(first);
        };
        let of_order = (trace.passages.clone(), trace.checks.clone());
        let rest = Question { text: rest, ..self.asked.clone() };
        let alone = Run { asked: &rest, tools: self.tools, observer: self.observer, cancel: self.cancel };
        let second = Box::pin(alone.think(trace)).await?;
        trace.passages.splice(0..0, of_order.0);
        trace.checks.splice(0..0, of_order.1);
        let both = rules::both(told, second);
        if let Decision::Send(answer) = &both {
            trace.text = Some(answer.text.clone());
        }
        Ok(both)
    }

    /// Gives the turn to whoever handles its kind.
    async fn handle(
        &self,
        understood: &Understood,
        voice: &mut Voice,
        trace: &mut Trace,
    ) -> Result<Decision, Broken> {
        let Understood { intent, need, upset, handler, .. } = understood;
        if let Some(decision) = rules::by_intent(self.asked, *intent, *need, *upset) {
            return match handler {
                Handler::SmallTalk if need.is_none() && !upset && !voice.is_built_in() => {
                    Ok(self.small_talk(voice, trace).await?.unwrap_or(decision))
                }
                Handler::SmallTalk
                | Handler::Knowledge
                | Handler::FixedFact
                | Handler::Clarification
                | Handler::Order
                | Handler::Booking
                | Handler::HandOff
                | Handler::OutOfScope => Ok(decision),
            };
        }
        if voice.is_built_in() {
            return self.knowledge(understood, voice, trace).await;
        }
        let without_the_large_model = match handler {
            Handler::FixedFact => self.fixed_fact(understood, trace).await?,
            Handler::Clarification => self.clarification(understood, voice, trace).await?,
            Handler::Knowledge
            | Handler::SmallTalk
            | Handler::Order
            | Handler::Booking
            | Handler::HandOff
            | Handler::OutOfScope => None,
        };
        match without_the_large_model {
            Some(decision) => Ok(decision),
            None => self.knowledge(understood, voice, trace).await,
        }
    }

    /// The models of the settings while their money lasts, the small one alone near its end, else the built-in one.
    async fn voice(&self) -> Result<Voice, Broken> {
        let Tools { llm, db, clock, budget, overrides, .. } = self.tools;
        let built_in = overrides.answers.as_ref().is_some_and(Line::is_built_in);
        if !llm.has_vendor() || built_in {
            return Ok(Voice::built_in(clock.clone(), None));
        }
        let now = clock.now();
        let spent = db.read(move |conn| store::spent(conn, now)).await?;
        Ok(match budget.reserve(self.asked.budget, spent) {
            Some((step, reserved)) => {
                Voice::of(llm, clock.clone(), step, reserved).written_by(overrides.answers.clone())
            }
            None => Voice::built_in(clock.clone(), Some(FellBack::BudgetSpent)),
        })
    }

    async fn understand(&self, voice: &mut Voice, trace: &mut Trace) -> Result<Understood, Broken> {
        let began = trace.now();
        let understood = if voice.is_built_in() {
            Understood::as_knowledge(self.asked)
        } else {
            let line = voice.intent.clone();
            let (understood, answer) = intent::understand(self.asked, &line, self.cancel).await;
            voice.heard(&answer, CallTask::Sort, StepName::Understand, began, trace);
            unless_cancelled(&answer)?;
            understood
        };
        (trace.intent, trace.handler) = (Some(understood.intent), Some(understood.handler));
        trace.step(StepName::Understand, began, understood.intent.as_str());
        Ok(understood)
    }

    /// What the shop knows, written by the large model.
    async fn knowledge(
        &self,
        understood: &Understood,
        voice: &mut Voice,
        trace: &mut Trace,
    ) -> Result<Decision, Broken> {
        let outcome = loop {
            // What the built-in model quotes of the profile is read as it stands.
            let profile_in = voice.is_built_in().then(|| Language::of_tag(self.asked.tag())).flatten();
            let shown = self.search(understood, voice.reader(), profile_in, trace).await?;
            self.observer.show(ReplyStep::Writing, u32::try_from(shown.len()).ok(), None);
            match self.write(Prompt::Knowledge, &understood.several, &shown, voice, trace).await? {
                Some(outcome) => break outcome,
                None if voice.is_built_in() => break Outcome::NoAnswer,
                // The built-in model reads more passages than the others are shown.
                None => voice.fall_back(FellBack::Unavailable),
            }
        };
        let outcome = match outcome {
            Outcome::NoAnswer | Outcome::Unsupported => {
                self.on_the_web(understood, voice, trace).await?.unwrap_or(outcome)
            }
            Outcome::Supported(_) | Outcome::Partly(_) | Outcome::Disputed => outcome,
        };
        Ok(rules::at_last(outcome, voice.fell_back, &self.asked.text, self.asked.declined_before))
    }

    /// What sites of others say, where the owner wants that; nothing when they say nothing that may go.
    async fn on_the_web(
        &self,
        understood: &Understood,
        voice: &mut Voice,
        trace: &mut Trace,
    ) -> Result<Option<Outcome>, Broken> {
        let Self { asked, tools, observer, cancel } = *self;
        let looked = on_the_web::look(asked, understood, tools, observer, trace, cancel).await?;
        let Some(shown) = looked else { return Ok(None) };
        let before = trace.put_aside();
        trace.passages = shown.iter().map(found).collect();
        voice.second_reading = SecondReading::NotYet;
        observer.show(ReplyStep::Writing, u32::try_from(shown.len()).ok(), None);
        let Some(Outcome::Supported(answer)) =
            self.write(Prompt::Knowledge, &[], &shown, voice, trace).await?
        else {
            trace.take_back(before);
            return Ok(None);
        };
        let answer = on_the_web::named(answer);
        trace.text = Some(answer.text.clone());
        Ok(Some(Outcome::Supported(answer)))
    }

    /// Hours, place and contact in the customer's language, word for word from the shop's profile; nothing when the built-in
    /// model is not sure of them, or knowledge says something of it too.
    async fn fixed_fact(
        &self,
        understood: &Understood,
        trace: &mut Trace,
    ) -> Result<Option<Decision>, Broken> {
        let Some(language) = Language::of_tag(self.asked.tag()) else { return Ok(None) };
        let mut quoting = Voice::built_in(self.tools.clock.clone(), None);
        let shown = self.search(understood, Reader::BuiltIn, Some(language), trace).await?;
        let outcome = self.write(Prompt::Knowledge, &[], &shown, &mut quoting, trace).await?;
        Ok(match outcome {
            Some(Outcome::Supported(answer)) if answer.sources.is_empty() => Some(Decision::Send(answer)),
            Some(
                Outcome::Supported(_)
                | Outcome::Partly(_)
                | Outcome::NoAnswer
                | Outcome::Unsupported
                | Outcome::Disputed,
            )
            | None => None,
        })
    }

    /// A question back, or a short answer, by the small model; nothing when it finds neither.
    async fn clarification(
        &self,
        understood: &Understood,
        voice: &mut Voice,
        trace: &mut Trace,
    ) -> Result<Option<Decision>, Broken> {
        let shown = self.search(understood, Reader::Small, None, trace).await?;
        self.observer.show(ReplyStep::Writing, u32::try_from(shown.len()).ok(), None);
        let outcome = self.write(Prompt::Clarification, &[], &shown, voice, trace).await?;
        voice.second_reading = SecondReading::NotYet;
        Ok(match outcome {
            Some(Outcome::Supported(answer)) => Some(Decision::Send(answer)),
            Some(Outcome::Partly(_) | Outcome::NoAnswer | Outcome::Unsupported | Outcome::Disputed)
            | None => None,
        })
    }

    /// One friendly sentence by the small model; nothing when it states anything.
    async fn small_talk(&self, voice: &mut Voice, trace: &mut Trace) -> Result<Option<Decision>, Broken> {
        let began = trace.now();
        let line = voice.intent.clone();
        let (text, answer) = talk::small_talk(self.asked, &line, &self.tools.canary, self.cancel).await;
        voice.heard(&answer, CallTask::Talk, StepName::Write, began, trace);
        unless_cancelled(&answer)?;
        let Some(text) = text else { return Ok(None) };
        trace.step(StepName::Write, began, "written");
        let began = trace.now();
        let fits = proof::claims_nothing(self.asked, &text, &self.tools.canary);
        let outcome = if fits { "supported".to_owned() } else { format!("unsupported: {text}") };
        trace.step(StepName::Check, began, outcome);
        trace.text = Some(text.clone());
        Ok(fits.then(|| Decision::Send(resting_on(text, &[], &[]))))
    }

    async fn search(
        &self,
        understood: &Understood,
        reader: Reader,
        profile_in: Option<Language>,
        trace: &mut Trace,
    ) -> Result<Vec<Shown>, Broken> {
        // On the heap, where every step of a turn would otherwise carry room for it.
        let found = Box::pin(search(self.tools, self.asked, understood, reader, profile_in, trace));
        Ok(found.await?)
    }

    /// Writes, checks, and when a claim has no source writes once more; nothing when no model answers.
    async fn write(
        &self,
        prompt: Prompt,
        several: &[String],
        shown: &[Shown],
        voice: &mut Voice,
        trace: &mut Trace,
    ) -> Result<Option<Outcome>, Broken> {
        let mut unsupported = Vec::new();
        for step in [StepName::Write, StepName::Rewrite] {
            let writing = Writing {
                asked: self.asked,
                shown,
                prompt,
                several,
                max_output_tokens: self.tools.llm.limits().max_output_tokens,
                canary: &self.tools.canary,
                unsupported: &unsupported,
            };
            let Some(draft) = self.draft(&writing, voice, trace, step).await? else { return Ok(None) };
            let Draft::Written { text, cited, cut_off, partly } = draft else {
                return Ok(Some(Outcome::NoAnswer));
            };
            self.observer.show(ReplyStep::Checking, None, Some(&text));
            let written = Written { text: &text, cited: &cited, cut_off };
            let refused = proof::unsupported(&writing, &written, voice, trace, self.cancel).await?;
            if refused.is_empty() && proof::only_talks(self.asked, &trace.checks) {
                return Ok(Some(Outcome::NoAnswer));
            }
            if refused.is_empty() {
                let answer = resting_on(text, &cited, shown);
                return Ok(Some(if partly { Outcome::Partly(answer) } else { Outcome::Supported(answer) }));
            }
            // Quoting again would quote the same.
            if voice.is_built_in() {
                break;
            }
            unsupported = refused;
        }
        let is_disputed = trace.checks.iter().any(Sentence::is_disputed);
        Ok(Some(if is_disputed { Outcome::Disputed } else { Outcome::Unsupported }))
    }

    async fn draft(
        &self,
        writing: &Writing<'_>,
        voice: &mut Voice,
        trace: &mut Trace,
        step: StepName,
    ) -> Result<Option<Draft>, Broken> {
        let began = trace.now();
        let (line, task) = voice.of_prompt(writing.prompt);
        let written = generate::generate(writing, &line, self.cancel, |text| {
            self.observer.show(ReplyStep::Writing, None, Some(&generate::citations(text).0));
        });
        let (draft, answer) = written.await;
        voice.heard(&answer, task, step, began, trace);
        if let Some(draft) = &draft {
            trace.step(step, began, if *draft == Draft::Nothing { "no_answer" } else { "written" });
        }
        unless_cancelled(&answer)?;
        Ok(draft)
    }
}
