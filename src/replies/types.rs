//! The nouns of a run: what the customer wants, how the run ended, what it decided and why.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{FactId, OrderId, ProposalId, RuleId};
use crate::inbox::{HandOffReason, SourceRef};
use crate::llm::Usage;
use crate::words::words;

words! {
    /// What a rule of the owner's does.
    RuleDeed as HandOverDeed {
        /// A person takes over.
        Call = "call",
        /// The assistant answers, and the team is told.
        Tell = "tell",
    }

    /// What the customer wants.
    Intent {
        /// Something the shop may know.
        Knowledge = "knowledge",
        Chitchat = "chitchat",
        /// The customer explains what they meant, or it is unclear what they mean.
        Clarification = "clarification",
        Order = "order",
        HandOff = "hand_off",
        /// Nothing a shop answers.
        OutOfScope = "out_of_scope",
    }

    /// Who sees to a turn.
    Handler {
        Knowledge = "knowledge",
        /// Hours, place or ways to reach the shop, from its profile.
        FixedFact = "fixed_fact",
        SmallTalk = "small_talk",
        Clarification = "clarification",
        Order = "order",
        Booking = "booking",
        HandOff = "hand_off",
        OutOfScope = "out_of_scope",
    }

    /// Which kind of model a turn took.
    Tier {
        /// None was asked.
        None = "none",
        /// The one that sorts, and no other.
        Small = "small",
        /// The one that writes answers.
        Large = "large",
        /// Nothing but the built-in one.
        BuiltIn = "built_in",
    }

    /// What a model was asked for.
    CallTask {
        Sort = "sort",
        Answer = "answer",
        /// Small talk, or asking back.
        Talk = "talk",
        Check = "check",
        /// To write down what a recording says.
        Transcribe = "transcribe",
        /// To say what is to be seen in a picture.
        Describe = "describe",
        /// To sum a conversation up.
        Summarise = "summarise",
        /// To find what a customer says of themselves.
        Remember = "remember",
        /// To search the web.
        SearchWeb = "search_web",
        /// To put passages into order.
        Rerank = "rerank",
    }

    /// How far a run has come.
    RunState {
        Running = "running",
        Done = "done",
        /// The customer wrote more, or a person came: nothing was said.
        Superseded = "superseded",
        /// A person stopped it.
        Stopped = "stopped",
        /// A fault of ours.
        Failed = "failed",
    }

    /// What a run decided, as it is kept.
    DecisionKind {
        Send = "send",
        Suggest = "suggest",
        Decline = "decline",
        HandOff = "hand_off",
        /// Nothing needs saying.
        Silent = "silent",
    }

    StepName {
        Understand = "understand",
        Search = "search",
        SearchWeb = "search_web",
        Write = "write",
        Check = "check",
        Rewrite = "rewrite",
        Decide = "decide",
    }

    /// Who confirms an order a customer asks for again.
    RepeatOrder {
        /// Somebody of the team.
        Person = "person",
        /// The customer's own yes.
        Customer = "customer",
    }

    /// What the AI does in the whole shop.
    Mode {
        Answer = "answer",
        Suggest = "suggest",
        Off = "off",
    }
}

/// What to do with this turn.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Decision {
    Send(Answer),
    /// Of several questions some are answered, and a person is offered for the others.
    SendPartly(Answer),
    /// Say that the shop does not know this here, once.
    Decline,
    /// The same in other words: what was asked for is not in the order book.
    DeclineSaying(String),
    /// One of two questions is answered by these words; of the other the shop does not know.
    DeclineAfter(String),
    /// The last basket is proposed again.
    Repeat {
        order: OrderId,
        text: String,
        by: RepeatOrder,
    },
    /// The customer's word on such a proposal.
    Settle {
        proposal: ProposalId,
        agreed: bool,
        text: String,
    },
    /// The customer's word on whether something they told may be kept.
    Remember {
        fact: FactId,
        agreed: bool,
        text: String,
    },
    HandOff {
        reason: HandOffReason,
        /// Whether the customer is told, and how.
        told: Told,
    },
    Silent,
}

/// What a customer hears when a person is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Told {
    Nothing,
    ThatSomebodyComes,
    ThatItCannotBeOpened,
    /// Somebody may be in danger: where help is, and that a person was told.
    ToCallForHelp,
    /// These words, which say that somebody comes.
    Words(String),
    /// These words, which answer something else, and that somebody comes.
    After(String),
}

/// A text ready to go out, with what it rests on.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Answer {
    pub text: String,
    pub sources: Vec<SourceRef>,
}

impl Decision {
    pub fn hand_off(reason: HandOffReason) -> Self {
        Self::HandOff { reason, told: Told::ThatSomebodyComes }
    }

    pub fn kind(&self) -> DecisionKind {
        match self {
            Self::Send(_)
            | Self::Settle { .. }
            | Self::Remember { .. }
            | Self::Repeat { by: RepeatOrder::Customer, .. } => DecisionKind::Send,
            Self::Decline | Self::DeclineSaying(_) | Self::DeclineAfter(_) | Self::SendPartly(_) => {
                DecisionKind::Decline
            }
            Self::HandOff { .. } | Self::Repeat { by: RepeatOrder::Person, .. } => DecisionKind::HandOff,
            Self::Silent => DecisionKind::Silent,
        }
    }

    /// What its answer cites.
    pub fn sources(&self) -> &[SourceRef] {
        match self {
            Self::Send(answer) | Self::SendPartly(answer) => &answer.sources,
            Self::Decline
            | Self::DeclineSaying(_)
            | Self::DeclineAfter(_)
            | Self::Repeat { .. }
            | Self::Settle { .. }
            | Self::Remember { .. }
            | Self::HandOff { .. }
            | Self::Silent => &[],
        }
    }

    /// Why a person is called by it, if one is.
    pub fn reason(&self) -> Option<HandOffReason> {
        match self {
            Self::HandOff { reason, .. } => Some(*reason),
            Self::Repeat { by: RepeatOrder::Person, .. } => Some(HandOffReason::OrderRequest),
            Self::Send(_)
            | Self::SendPartly(_)
            | Self::Decline
            | Self::DeclineSaying(_)
            | Self::DeclineAfter(_)
            | Self::Repeat { by: RepeatOrder::Customer, .. }
            | Self::Settle { .. }
            | Self::Remember { .. }
            | Self::Silent => None,
        }
    }
}

/// A rule of the owner's that a turn met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MetRule {
    pub id: RuleId,
    /// As it was called then.
    pub name: String,
    pub deed: RuleDeed,
}

/// What the models of one run used. The cost is unknown as soon as one price is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Spent {
    pub usage: Usage,
    pub micros: i64,
    pub price_unknown: bool,
}

impl Spent {
    pub fn add(&mut self, usage: Usage, cost: Option<crate::llm::Micros>) {
        self.usage = self.usage.plus(usage);
        match cost {
            Some(cost) => self.micros = self.micros.saturating_add(cost.0),
            None => self.price_unknown = true,
        }
    }

    pub fn cost(&self) -> Option<i64> {
        (!self.price_unknown).then_some(self.micros)
    }

    /// What was used since `before`, in words.
    pub fn since(&self, before: &Self) -> String {
        let tokens = |spent: &Self| spent.usage.input_tokens + spent.usage.output_tokens;
        let used = tokens(self).saturating_sub(tokens(before));
        if self.price_unknown {
            return format!("{used} tokens");
        }
        format!("{used} tokens for {} micros", self.micros.saturating_sub(before.micros))
    }
}
