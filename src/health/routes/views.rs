//! Signals and detectors as people see them.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::beside::{Before, SignalAgainst, SignalBeside};
use crate::accounts;
use crate::actor::{Actor, Permission};
use crate::clock::Timestamp;
use crate::health::against::Facts;
use crate::health::conversation::conversation_of;
use crate::health::detectors::Detector;
use crate::health::limits::{IN_ALL_REST, MOST_IN_ALL, SIGNAL_REST, Sent};
use crate::health::own;
use crate::health::store::{self, history};
use crate::health::types::{
    DismissReason, Draft, DraftBy, FaultCode, Judged, LastRun, OverBecause, Purpose, Scope, Signal, Status,
};
use crate::health::{Health, drafts};
use crate::ids::{ContactId, ConversationId, MessageId, OwnSignalId, PersonId, SignalId, TemplateId};
use crate::inbox::{self, SpendingStage};
use crate::storage::{ReadConn, StorageError};

/// A signal as people see it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Signal)]
pub(super) struct SignalView {
    id: SignalId,
    scope: Scope,
    /// Which detector found it.
    detector: String,
    /// What the shop called it, where it made it itself.
    detector_title: Option<String>,
    /// What it is about, as its detector names it: a customer's or a number's id, or a word.
    subject: String,
    contact: Option<SignalContact>,
    /// What was found; which keys there are depends on the detector. Moments end in `_at_ms` or `_since_ms`, amounts in `_micros`.
    evidence: Map<String, Value>,
    /// The greater, the sooner somebody should look.
    pressing: i64,
    status: Status,
    found_at: Timestamp,
    /// When a scan last found it still true.
    seen_at: Timestamp,
    /// When it came to where it stands.
    status_at: Timestamp,
    snoozed_until: Option<Timestamp>,
    /// Who sent, dismissed or snoozed it.
    decided_by: Option<SignalPerson>,
    dismiss_reason: Option<DismissReason>,
    /// It is over because nobody may write to the customer, and not because it mended itself.
    over_because: Option<OverBecause>,
    note: Option<String>,
    /// The message it would be sent with; nothing for what nobody is written to about.
    draft: Option<SignalDraft>,
    /// Until when the customer may be written to freely; after that only a template goes.
    window_expires_at: Option<Timestamp>,
    /// The window is closed and no template carries the message: this is what one would have to be.
    missing_template: Option<SignalMissingTemplate>,
    /// What an approval would be refused for now, beside a missing template.
    against: Option<SignalAgainst>,
    /// Other signals about the same person: what waits, then what they were sent within the last seven days.
    beside: Vec<SignalBeside>,
    /// Somebody works on its draft: a hint, sending is free to everybody.
    editing: Option<SignalEditing>,
    /// The customer's conversation: where it was sent, or would be now.
    conversation_id: Option<ConversationId>,
    message_id: Option<MessageId>,
    /// What the customer was sent.
    sent_text: Option<String>,
    /// When it goes by itself, unless somebody stops it; nothing while something is known that will keep it back.
    send_at: Option<Timestamp>,
    /// Why it does not go by itself: the code a person's approval would have met, while that stands; that somebody stopped it;
    /// that another message to the same person goes first (`another_goes_first`), or that the 24 hours end before its time
    /// (`window_closes_first`).
    kept_back: Option<String>,
    sent_by_itself: bool,
    /// What somebody said afterwards of what went by itself.
    judged: Option<Judged>,
    /// When the customer first wrote after it was sent.
    first_reply_at: Option<Timestamp>,
    /// How much of the limits is used up; only for customers.
    limits: Option<SignalLimits>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct SignalContact {
    id: ContactId,
    name: Option<String>,
    /// Such as `it`; nothing while unknown.
    language: Option<String>,
}

impl From<inbox::Contact> for SignalContact {
    fn from(contact: inbox::Contact) -> Self {
        Self { id: contact.id, name: contact.name.or(contact.username), language: contact.language }
    }
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct SignalPerson {
    id: PersonId,
    pub name: String,
}

/// A draft as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SignalDraft {
    text: String,
    version: i64,
    by: DraftBy,
    /// Such as `it`, or `ur-Latn` for Urdu in Latin letters.
    language: Option<String>,
    /// A model is chosen that could put it into another language.
    can_translate: bool,
    at: Option<Timestamp>,
    /// As it was first written, when a person changed it since.
    first_text: Option<String>,
    first_by: Option<DraftBy>,
    /// The template it goes by outside the 24 hours.
    template_id: Option<TemplateId>,
    variables: BTreeMap<String, String>,
    /// What writing it took; nothing of a model when the program wrote it from its own words.
    provider: Option<String>,
    model: Option<String>,
    input_tokens: Option<i64>,
    output_tokens: Option<i64>,
    /// Millionths of a US dollar; nothing when the model's price is not known.
    cost_micros: Option<i64>,
}

/// A template that would have to be there.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SignalMissingTemplate {
    category: Purpose,
    /// Such as `it`.
    language: String,
}

fn draft(draft: Draft, can_translate: bool) -> Option<SignalDraft> {
    let (template_id, variables) = draft.template.unzip();
    let first_text = draft.first_text.filter(|first| Some(first) != draft.text.as_ref());
    Some(SignalDraft {
        text: draft.text?,
        version: draft.version,
        by: draft.by?,
        language: draft.language,
        can_translate,
        at: draft.at,
        first_text,
        first_by: draft.first_by,
        template_id,
        variables: variables.unwrap_or_default(),
        provider: draft.cost.provider,
        model: draft.cost.model,
        input_tokens: draft.cost.input_tokens,
        output_tokens: draft.cost.output_tokens,
        cost_micros: draft.cost.micros,
    })
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SignalEditing {
    by: SignalPerson,
    until: Timestamp,
}

/// How often this customer may be written to because of signals.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SignalLimits {
    /// Messages to this customer because of any signal, within `days_in_all`.
    sent: i64,
    /// So many at most.
    most: i64,
    days_in_all: u64,
    /// Days between two messages because of this signal.
    days_between: u64,
}

/// What views look up once for a whole list.
pub(super) struct Viewer {
    health: Health,
    people: Vec<SignalPerson>,
    /// What the shop called the detectors it made itself, also of those that are gone.
    titles: HashMap<OwnSignalId, String>,
    stage: SpendingStage,
    now: Timestamp,
}

impl Viewer {
    pub fn new(conn: &ReadConn, health: &Health) -> Result<Self, StorageError> {
        let staff = accounts::staff(conn)?;
        let people =
            staff.into_iter().map(|person| SignalPerson { id: person.id, name: person.name }).collect();
        let (titles, stage) = (store::own::names(conn)?, inbox::spending_stage(conn)?);
        Ok(Self { health: health.clone(), people, titles, stage, now: health.clock.now() })
    }

    fn title(&self, detector: &str) -> Option<String> {
        self.titles.get(&own::id_of(detector)?).cloned()
    }

    pub fn person(&self, id: PersonId) -> Option<SignalPerson> {
        self.people.iter().find(|person| person.id == id).cloned()
    }

    pub fn signal(&self, conn: &ReadConn, signal: Signal) -> Result<SignalView, StorageError> {
        let contact = signal.contact.map(|id| inbox::contact(conn, id)).transpose()?.flatten();
        let counts = signal.contact.filter(|_| signal.scope != Scope::Itself);
        let sent = counts.map(|contact| Sent::to(conn, contact, self.now)).transpose()?.unwrap_or_default();
        let open = signal.contact.filter(|_| signal.status.is_open());
        let conversation = open.map(|contact| conversation_of(conn, contact)).transpose()?.flatten();
        let closed = conversation.as_ref().filter(|one| !one.window_is_open(self.now));
        let carried = closed.map(|one| drafts::template_now(conn, &self.health, &signal, one));
        let carried = carried.transpose()?.flatten().or_else(|| signal.draft.template.clone());
        let language = signal.draft.language.clone().or_else(|| contact.as_ref()?.language.clone());
        let missing_template = match closed {
            Some(_) if carried.is_none() => Some(SignalMissingTemplate {
                category: self.health.purpose(conn, &signal.detector)?,
                language: language.unwrap_or_default(),
            }),
            Some(_) | None => None,
        };
        let facts = Facts { sent: &sent, stage: self.stage, conversation: conversation.as_ref() };
        let title = |detector: &str| self.title(detector);
        let before = Before::of(conn, &self.health, &signal, &facts, title, self.now)?;
        let send_at = before.send_at(&signal);
        let kept_back = before.kept_back(&signal, missing_template.is_some());
        let sent_to = signal.contact.filter(|_| signal.status == Status::Sent);
        let reply = sent_to.map(|contact| history::first_reply(conn, contact, signal.status_at));
        let first_reply_at = reply.transpose()?.flatten();
        let editing = signal.editor.filter(|(_, until)| *until > self.now);
        Ok(SignalView {
            id: signal.id,
            scope: signal.scope,
            detector_title: self.title(&signal.detector),
            detector: signal.detector,
            subject: signal.subject,
            contact: contact.map(SignalContact::from),
            evidence: signal.evidence,
            pressing: signal.pressing,
            status: signal.status,
            found_at: signal.found_at,
            seen_at: signal.seen_at,
            status_at: signal.status_at,
            snoozed_until: signal.snoozed_until,
            decided_by: signal.person.and_then(|person| self.person(person)),
            dismiss_reason: signal.dismiss_reason,
            over_because: signal.over_because,
            note: signal.note,
            window_expires_at: conversation.as_ref().and_then(|one| one.window_expires_at),
            missing_template,
            against: before.against,
            beside: before.beside,
            draft: draft(Draft { template: carried, ..signal.draft }, self.health.can_translate()),
            editing: editing
                .and_then(|(person, until)| Some(SignalEditing { by: self.person(person)?, until })),
            conversation_id: signal.conversation.or(conversation.map(|one| one.id)),
            message_id: signal.message,
            first_reply_at,
            sent_text: signal.sent_text,
            send_at,
            kept_back,
            sent_by_itself: signal.sent_by_itself,
            judged: signal.judged,
            limits: signal.contact.map(|_| SignalLimits {
                sent: sent.this_week(),
                most: MOST_IN_ALL,
                days_in_all: IN_ALL_REST.as_secs() / 86_400,
                days_between: SIGNAL_REST.as_secs() / 86_400,
            }),
        })
    }
}

/// Scopes somebody may see: what is wrong with the machine is for those who run it.
pub(super) fn seen_by(actor: &Actor) -> Vec<Scope> {
    let runs_it = actor.may(Permission::ReadJobs);
    Scope::ALL.iter().copied().filter(|scope| runs_it || *scope == Scope::Customers).collect()
}

/// A detector, and how its last run went.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Detector)]
pub(super) struct DetectorView {
    name: String,
    /// What the shop called it, where it made it itself.
    title: Option<String>,
    /// The shop made it itself.
    own: bool,
    /// What it finds, in English.
    about: String,
    scope: Scope,
    pressing: i64,
    /// The numbers it is asked with, such as `silent_days`.
    numbers: BTreeMap<String, i64>,
    ran_at: Option<Timestamp>,
    took_ms: Option<i64>,
    /// What it found in its last run, dealt with or not.
    found: Option<i64>,
    /// Why its last run failed.
    fault: Option<DetectorFault>,
}

/// Why a detector could not be asked; the others run.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DetectorFault {
    code: FaultCode,
    /// What the database said, for whoever mends the query.
    detail: String,
    since: Timestamp,
}

pub(super) fn detector(detector: &Detector, run: Option<LastRun>) -> DetectorView {
    let view = DetectorView {
        name: detector.name.clone(),
        title: detector.title.clone(),
        own: detector.title.is_some(),
        about: detector.about.clone(),
        scope: detector.scope,
        pressing: detector.pressing,
        numbers: detector.numbers.iter().cloned().collect(),
        ran_at: None,
        took_ms: None,
        found: None,
        fault: None,
    };
    let Some(run) = run else { return view };
    let since = run.faulty_since.unwrap_or(run.at);
    DetectorView {
        ran_at: Some(run.at),
        took_ms: Some(run.took_ms),
        found: run.fault.is_none().then_some(run.found),
        fault: run.fault.map(|(code, detail)| DetectorFault { code, detail, since }),
        ..view
    }
}
