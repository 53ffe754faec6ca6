//! Drafts: the message a signal would be sent with, written fresh by the model from what was found, in the customer's
//! language, held against the evidence and the shop's knowledge; or from the program's own words.
//!
//! Written once per signal; what a person wrote is never written over. Sends nothing.

mod faithful;
mod held;
mod language;
mod model;
mod steps;
mod template;
pub(in crate::health) mod translate;
mod unfounded;
mod words;

use template::Needed;

use serde_json::{Map, Value};
use tokio_util::sync::CancellationToken;

use super::conversation::conversation_of;
use super::jobs::{DraftSignal, DraftWaiting, PlanSignal};
use super::outside::TemplateChoice;
use super::store::beside::ANOTHER_GOES_FIRST;
use super::store::{self, Written};
use super::types::{DraftBy, FilledTemplate, Purpose, Scope, Signal, Status};
use super::{Health, TOPIC, against, trust};
use crate::accounts;
use crate::actor::Actor;
use crate::audit;
use crate::clock::Timestamp;
use crate::ids::{ContactId, SignalId};
use crate::inbox::{self, AuthorKind, Contact, Conversation, MessageKind, SpendingStage};
use crate::jobs::{self, JobError};
use crate::knowledge::Query;
use crate::llm::{Document, Usage};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Messages looked at to tell a customer's language; both sides' together.
const MESSAGES_LOOKED_AT: u32 = 100;
/// Of the customer's own, so many at most count for the language, and so many are shown to the model.
const OWN_MESSAGES: usize = 50;
const SHOWN_MESSAGES: usize = 6;
/// Passages of the shop's knowledge a draft may rest on.
const PASSAGES: usize = 3;

impl Task {
    /// By which name the program's own words stand.
    fn key(&self) -> &str {
        words::key(&self.signal.detector, &self.signal.evidence, self.purpose)
    }

    /// Another message about the same occurrence stood here before: its cause changed. A cause that comes and goes by the hour
    /// is written about in the program's own words, and costs nothing.
    fn is_written_anew(&self) -> bool {
        self.signal.draft.version > 0
    }

    fn needed(&self) -> Needed<'_> {
        Needed {
            detector: self.key(),
            purpose: self.purpose,
            language: &self.language,
            name: name(&self.contact),
            templates: &self.templates,
        }
    }
}

/// What a draft is made of.
pub(super) struct Task {
    pub signal: Signal,
    pub contact: Contact,
    pub purpose: Purpose,
    /// What the detector finds, in English.
    pub about: String,
    pub shop: String,
    /// A tag, and whether it was told now and is to be kept.
    pub language: String,
    pub language_is_new: bool,
    /// What the customer last wrote, oldest first: strangers' words.
    pub said: Vec<String>,
    /// The month's money is not spent.
    pub may_spend: bool,
    /// Only a template may go to them now.
    pub window_closed: bool,
    pub templates: Vec<TemplateChoice>,
}

impl Health {
    /// Runs [`DraftSignal`].
    pub async fn draft_signal(&self, job: DraftSignal) -> Result<(), JobError> {
        let (health, id) = (self.clone(), job.signal_id);
        let task = self.db.read(move |conn| gather(conn, &health, store::find(conn, id)?)).await?;
        let Some(task) = task else { return Ok(()) };
        let documents = self.documents(&task).await;
        let cancel = CancellationToken::new();
        let mut written =
            model::write(&self.llm.chat(), &task, &documents, &self.outside.check, cancel).await;
        if written.text.is_none() {
            let (text, language) =
                words::text(task.key(), &task.language, name(&task.contact), site(&task.signal));
            written = Written { text, by: DraftBy::Builtin, language, ..written };
        }
        written.template = task.window_closed.then(|| template::choose(&task.needed())).flatten();
        let health = self.clone();
        Ok(self.db.write(move |tx| keep(tx, &health, &task, &written)).await?)
    }

    /// Runs [`PlanSignal`].
    pub async fn plan_signal(&self, job: PlanSignal) -> Result<(), JobError> {
        let health = self.clone();
        Ok(self.db.write(move |tx| plan_anew(tx, &health, job.signal_id)).await?)
    }

    /// What the shop knows about what the customer last wrote.
    async fn documents(&self, task: &Task) -> Vec<Document> {
        let Some(text) = task.said.last().cloned() else { return Vec::new() };
        let found = self.knowledge.search(&Query { text, limit: PASSAGES }).await;
        let passages = found.map(|found| found.passages).unwrap_or_default();
        passages
            .into_iter()
            .enumerate()
            .map(|(place, passage)| Document {
                id: format!("k{place}"),
                title: passage.title,
                text: passage.passage,
                support: passage.coverage,
                ..Document::default()
            })
            .collect()
    }
}

/// Everything a draft needs; nothing when none is to be written.
fn gather(conn: &ReadConn, health: &Health, signal: Option<Signal>) -> Result<Option<Task>, StorageError> {
    let Some(signal) = signal.filter(|signal| signal.status.is_open() && signal.draft.text.is_none()) else {
        return Ok(None);
    };
    let Some(contact) = signal.contact.map(|id| inbox::contact(conn, id)).transpose()?.flatten() else {
        return Ok(None);
    };
    let conversation = conversation_of(conn, contact.id)?;
    let said = conversation.as_ref().map(|one| own_words(conn, one)).transpose()?.unwrap_or_default();
    let shop = accounts::shop(conn)?;
    let heard = if contact.language.is_none() { language::of(&said) } else { None };
    let window_closed = conversation.as_ref().is_none_or(|one| !one.window_is_open(health.clock.now()));
    let templates =
        conversation.map(|one| (health.outside.templates)(conn, &one)).transpose()?.unwrap_or_default();
    Ok(Some(Task {
        purpose: health.purpose(conn, &signal.detector)?,
        about: health.detector(conn, &signal.detector)?.map(|detector| detector.about).unwrap_or_default(),
        language: contact
            .language
            .clone()
            .or_else(|| heard.map(str::to_owned))
            .or_else(|| sites_language(&signal))
            .unwrap_or(shop.language),
        language_is_new: heard.is_some(),
        said: said[said.len().saturating_sub(SHOWN_MESSAGES)..].to_vec(),
        shop: shop.name,
        may_spend: inbox::spending_stage(conn)? != SpendingStage::PeopleOnly
            && (health.outside.model_budget)(conn, health.clock.now())?,
        signal,
        contact,
        window_closed,
        templates,
    }))
}

/// What the customer wrote last, oldest first. The lines of a basket are nobody's words, and tell no language.
fn own_words(conn: &ReadConn, conversation: &Conversation) -> Result<Vec<String>, StorageError> {
    let messages = inbox::recent_messages(conn, conversation.id, MESSAGES_LOOKED_AT)?;
    let own = messages
        .into_iter()
        .filter(|message| message.author == AuthorKind::Customer && message.kind != MessageKind::Order);
    let texts: Vec<String> = own.filter_map(|message| message.text).collect();
    Ok(texts[texts.len().saturating_sub(OWN_MESSAGES)..].to_vec())
}

/// What somebody is called; a name is the customer's own text.
fn name(contact: &Contact) -> Option<&str> {
    contact.name.as_deref().map(str::trim).filter(|name| !name.is_empty())
}

/// What the other install a signal is about is called.
fn site(signal: &Signal) -> Option<&str> {
    signal.evidence.get("site").and_then(Value::as_str)
}

/// In which language the shop there is run: its owner's, until they write.
fn sites_language(signal: &Signal) -> Option<String> {
    let told = signal.evidence.get("language").and_then(Value::as_str);
    told.filter(|tag| signal.scope == Scope::Fleet && !tag.is_empty()).map(str::to_owned)
}

/// Keeps a draft, unless somebody wrote one meanwhile, or it would say what is not so any more: another is on its way then.
fn keep(tx: &WriteTx, health: &Health, task: &Task, written: &Written) -> Result<(), StorageError> {
    if written.usage != Usage::default() {
        (health.outside.charge_model)(tx, written.micros.unwrap_or_default())?;
    }
    if task.language_is_new && inbox::contact(tx, task.contact.id)?.is_some_and(|now| now.language.is_none())
    {
        inbox::set_language(tx, task.contact.id, Some(&task.language))?;
    }
    let still_meant = store::find(tx, task.signal.id)?.is_some_and(|now| means_the_same(&now, &task.signal));
    if written.text.is_none() || !still_meant || !store::keep_draft(tx, task.signal.id, written)? {
        return Ok(());
    }
    let details = serde_json::json!({ "by": written.by, "language": written.language });
    audit::record(tx, &Actor::system(), "signal.drafted", task.signal.id, details)?;
    jobs::enqueue(tx, &DraftWaiting { signal_id: task.signal.id })?;
    tx.announce(TOPIC, task.signal.id);
    let Some(at) = trust::when(tx, &task.signal)? else { return Ok(()) };
    let has_template =
        |_: &Conversation| Ok(written.template.is_some() || template::choose(&task.needed()).is_some());
    plan(tx, health, &task.signal, task.contact.id, at, has_template).map(drop)
}

/// It goes by itself then, unless something is known already that would keep it; says what.
fn plan(
    tx: &WriteTx,
    health: &Health,
    signal: &Signal,
    contact: ContactId,
    at: Timestamp,
    has_template: impl FnOnce(&Conversation) -> Result<bool, StorageError>,
) -> Result<Option<&'static str>, StorageError> {
    let against = against_going(tx, health, signal, contact, at, has_template)?;
    match against {
        None => trust::plan(tx, signal.id, at)?,
        Some(why) => trust::keep_back(tx, signal.id, why)?,
    }
    Ok(against)
}

/// What was kept back for another that does not go is planned anew; where it does not go either, the next one's turn comes.
fn plan_anew(tx: &WriteTx, health: &Health, id: SignalId) -> Result<(), StorageError> {
    let kept = |signal: &Signal| {
        let waits = signal.kept_back.as_deref() == Some(ANOTHER_GOES_FIRST);
        waits && signal.status == Status::Pending && signal.draft.text.is_some()
    };
    let Some(signal) = store::find(tx, id)? else { return Ok(()) };
    let Some(contact) = signal.contact else { return Ok(()) };
    let stays = match (kept(&signal), trust::when(tx, &signal)?) {
        (true, Some(at)) => {
            let template =
                |conversation: &Conversation| Ok(template_now(tx, health, &signal, conversation)?.is_some());
            let against = plan(tx, health, &signal, contact, at, template)?;
            against.is_some_and(|why| why != ANOTHER_GOES_FIRST)
        }
        (true, None) => {
            trust::leave_to_people(tx, id)?;
            true
        }
        // Somebody decided about it meanwhile.
        (false, _) => signal.send_at.is_none(),
    };
    if stays { trust::passes_on(tx, id, contact) } else { Ok(()) }
}

/// Whether a signal asks for the same words to the same person as it did before.
fn means_the_same(now: &Signal, before: &Signal) -> bool {
    let same_cause = cause(&now.detector, &now.evidence) == cause(&before.detector, &before.evidence);
    now.contact == before.contact && same_cause
}

/// What is known already that would keep it from going by itself then: nothing is promised that cannot be kept.
fn against_going(
    tx: &WriteTx,
    health: &Health,
    signal: &Signal,
    contact: ContactId,
    at: Timestamp,
    has_template: impl FnOnce(&Conversation) -> Result<bool, StorageError>,
) -> Result<Option<&'static str>, StorageError> {
    let conversation = match against::of(tx, health, signal, contact, at)? {
        Ok(conversation) => conversation,
        Err(why) => return Ok(Some(why.code())),
    };
    if store::beside::another_goes(tx, contact, signal.id)? {
        return Ok(Some(ANOTHER_GOES_FIRST));
    }
    if conversation.window_is_open(at) || has_template(&conversation)? {
        return Ok(None);
    }
    Ok(Some(if conversation.window_is_open(tx.now()) { "window_closes_first" } else { "window_closed" }))
}

/// By which of the program's own texts somebody is written to: another cause is another text.
pub(super) fn cause<'a>(detector: &'a str, evidence: &Map<String, Value>) -> &'a str {
    words::key(detector, evidence, Purpose::Utility)
}

/// The template a message would go by now, outside the 24 hours. Of words a person chose none is told: it would say others.
pub(super) fn template_now(
    conn: &ReadConn,
    health: &Health,
    signal: &Signal,
    conversation: &Conversation,
) -> Result<Option<FilledTemplate>, StorageError> {
    let templates = (health.outside.templates)(conn, conversation)?;
    let kept = signal.draft.template.as_ref();
    let still_there = kept.is_some_and(|(id, _)| templates.iter().any(|one| one.id == *id));
    if still_there || signal.draft.by == Some(DraftBy::Person) {
        return Ok(kept.cloned());
    }
    let Some(contact) = signal.contact.map(|id| inbox::contact(conn, id)).transpose()?.flatten() else {
        return Ok(None);
    };
    let language = signal.draft.language.clone().or_else(|| contact.language.clone());
    let Some(language) = language else { return Ok(None) };
    let purpose = health.purpose(conn, &signal.detector)?;
    let detector = words::key(&signal.detector, &signal.evidence, purpose);
    Ok(template::choose(&Needed {
        detector,
        purpose,
        language: &language,
        name: name(&contact),
        templates: &templates,
    }))
}

/// The evidence as plain lines: `days: 20`, moments as dates, amounts in the currency's unit.
pub(super) fn evidence_lines(evidence: &Map<String, Value>) -> Vec<String> {
    evidence
        .iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| {
            let number = value.as_i64();
            let shown = match (number, value) {
                (Some(at), _) if name.ends_with("_ms") => {
                    Timestamp::from_millis(at).to_string().chars().take(10).collect()
                }
                (Some(micros), _) if name.ends_with("_micros") => {
                    format!("{}.{:02}", micros / 1_000_000, micros % 1_000_000 / 10_000)
                }
                (_, Value::String(text)) => text.clone(),
                (_, other) => other.to_string(),
            };
            let plain =
                ["_ms", "_micros", "_at"].iter().fold(name.as_str(), |name, end| name.trim_end_matches(end));
            format!("{}: {shown}", plain.replace('_', " "))
        })
        .collect()
}
