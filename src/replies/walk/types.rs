//! The nouns of the walk: a step, what became of it, a walk of all of them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::ids::{ContactId, ConversationId, PersonId, PracticeCustomerId, WalkId};
use crate::replies::exam::{End, ExamQuestion};
use crate::replies::long_run::LongRunState;
use crate::words::words;

words! {
    /// What a step tries, in the order of the way.
    StepKind as WalkStepKind {
        /// Something the shop's knowledge or its profile holds.
        Question = "question",
        /// The customer writes a second time.
        Second = "second",
        /// Something the shop's knowledge does not hold.
        Unknown = "unknown",
        /// The customer takes the offer of a person.
        Person = "person",
        /// What the person reads who was called.
        Card = "card",
        /// What the customer reads when a person was called.
        Told = "told",
        /// The person hands back, and the assistant answers again.
        HandedBack = "handed_back",
        /// Where the customer's order is.
        Order = "order",
        /// A picture, where one can be read.
        Picture = "picture",
    }

    /// How far a step is.
    StepState as WalkStepState {
        Waiting = "waiting",
        /// Said, and not answered yet.
        Asked = "asked",
        Done = "done",
        /// There is nothing to try it with.
        LeftOut = "left_out",
    }

    /// Why a walk was made.
    WalkCause {
        /// Somebody wanted one.
        Asked = "asked",
        /// A month was over.
        Monthly = "monthly",
        /// The one before was cut off.
        Again = "again",
    }

    /// What was not as it should be.
    FaultCode as WalkFaultCode {
        /// It ended otherwise than it must.
        End = "end",
        /// A fact is missing.
        Missing = "missing",
        /// It says what it must not say.
        Said = "said",
        /// It is in another language.
        Language = "language",
        /// No model answered, so the built-in one did.
        NoModel = "no_model",
        /// Nothing came in time.
        Silence = "silence",
        /// The practice phone could not write.
        NotSent = "not_sent",
        /// The answer did not arrive.
        NotDelivered = "not_delivered",
        /// No person was offered.
        NoOffer = "no_offer",
        /// Nobody was called.
        NobodyCalled = "nobody_called",
        /// The card lacks something.
        CardLacks = "card_lacks",
        /// The customer was told nothing.
        NotTold = "not_told",
        /// The picture was not put into words.
        NotRead = "not_read",
    }

    /// Why a step was left out.
    LeftOut as WalkLeftOut {
        /// The exam has no question that must be answered, and the profile no hours.
        NoQuestion = "no_question",
        /// The shop keeps no orders.
        NoOrders = "no_orders",
        /// No model reads pictures.
        NoReader = "no_reader",
        /// Nobody was called.
        NobodyCalled = "nobody_called",
    }

    /// How a step stands beside the one of the walk before.
    Change as WalkChange {
        New = "new",
        Same = "same",
        Better = "better",
        Worse = "worse",
    }
}

/// One thing that was not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = WalkFault)]
pub(super) struct Fault {
    pub code: FaultCode,
    /// Which fact, or which line of the card.
    pub fact: Option<String>,
}

impl Fault {
    pub fn of(code: FaultCode) -> Self {
        Self { code, fact: None }
    }
}

/// What was said, what was read, and how it ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = WalkOutcome)]
pub(super) struct Outcome {
    /// What the customer wrote.
    pub said: Option<String>,
    /// What they read.
    pub read: Option<String>,
    pub end: Option<End>,
    /// Why a person was called.
    pub reason: Option<String>,
    /// The titles of what the answer rests on.
    pub sources: Vec<String>,
    pub faults: Vec<Fault>,
    /// From the message to the answer.
    pub took_ms: Option<i64>,
    pub left_out: Option<LeftOut>,
    /// Whether the customer was told when somebody comes.
    pub says_when: Option<bool>,
}

/// One step of a walk.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub position: u32,
    pub kind: StepKind,
    pub state: StepState,
    pub question: Option<ExamQuestion>,
    pub asked_after: Option<i64>,
    pub asked_at: Option<Timestamp>,
    pub passed: Option<bool>,
    pub outcome: Outcome,
}

/// The whole way, gone once.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct Walk {
    pub id: WalkId,
    pub state: LongRunState,
    pub cause: WalkCause,
    /// What its customer writes, as a tag.
    pub language: String,
    /// How many steps there are to try, were tried, and went as they should.
    pub steps: u32,
    pub tried: u32,
    pub passed: u32,
    pub person_id: Option<PersonId>,
    pub made_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    #[serde(skip)]
    pub customer: Option<PracticeCustomerId>,
    #[serde(skip)]
    pub contact: Option<ContactId>,
    #[serde(skip)]
    pub conversation: Option<ConversationId>,
}
