//! The end of a run, in one transaction: what was decided is done only if nobody spoke meanwhile, and the trace is kept.
//! The answer is queued through the inbox, which checks once more; nothing is sent from here.

use super::decide::budget::month;
use super::decide::fixed_texts::FixedText;
use super::decide::hand_off::card;
use super::question::turn::Turn;
use super::runs::store;
use super::runs::trace::Trace;
use super::types::{Answer, Decision, DecisionKind, Mode, RunState, Told};
use crate::inbox::{self, Author, HandOff, NewOutbound, Refused};
use crate::storage::{StorageError, WriteTx};

/// Does what was decided, and keeps the run.
pub(super) fn conclude(
    tx: &WriteTx,
    turn: &Turn,
    decision: &Decision,
    trace: &mut Trace,
) -> Result<RunState, StorageError> {
    let state = if is_current(tx, turn)? { act(tx, turn, decision, trace)? } else { RunState::Superseded };
    remember_language(tx, turn)?;
    keep(tx, trace, state, Some(kind(turn, decision)))?;
    Ok(state)
}

/// Keeps a run that ended without a decision.
pub(super) fn keep(
    tx: &WriteTx,
    trace: &Trace,
    state: RunState,
    decision: Option<DecisionKind>,
) -> Result<(), StorageError> {
    let decision = decision.filter(|_| state == RunState::Done);
    store::finish(tx, trace, state, decision)?;
    if trace.spent.usage != crate::llm::Usage::default() {
        store::add_spending(tx, &month(tx.now()), trace.spent.micros)?;
    }
    Ok(())
}

fn kind(turn: &Turn, decision: &Decision) -> DecisionKind {
    match (turn.mode, decision.kind()) {
        (Mode::Suggest | Mode::Off, DecisionKind::Send) => DecisionKind::Suggest,
        (_, kind) => kind,
    }
}

/// Whether the conversation is as it was when the turn was read. The inbox asks the same again.
fn is_current(tx: &WriteTx, turn: &Turn) -> Result<bool, StorageError> {
    let now = inbox::conversation(tx, turn.conversation.id)?;
    Ok(now.is_some_and(|now| {
        now.version == turn.conversation.version
            && (turn.mode == Mode::Suggest || now.ai_may_answer(tx.now()))
    }))
}

fn act(tx: &WriteTx, turn: &Turn, decision: &Decision, trace: &Trace) -> Result<RunState, StorageError> {
    match decision {
        Decision::Send(answer) => say(tx, turn, answer, trace),
        // Whoever looks at the conversation sees for themselves that nothing was found.
        Decision::Decline if turn.mode != Mode::Answer => Ok(RunState::Done),
        Decision::Decline => {
            let text = FixedText::Decline.or_own(&turn.settings.decline_text, turn.language);
            say(tx, turn, &Answer { text, sources: Vec::new() }, trace)
        }
        Decision::HandOff { reason, told } => {
            let id = turn.conversation.id;
            inbox::hand_off(tx, id, HandOff { reason: *reason, card: card(turn, trace, *reason) })?;
            let text = match told {
                Told::Nothing => return Ok(RunState::Done),
                Told::ThatSomebodyComes => {
                    FixedText::HandOff.or_own(&turn.settings.hand_off_text, turn.language)
                }
                Told::ThatItCannotBeOpened => FixedText::Unreadable.in_language(turn.language).to_owned(),
            };
            if turn.mode == Mode::Answer {
                say(tx, turn, &Answer { text, sources: Vec::new() }, trace)?;
            }
            // The person is called whether or not the customer could be told.
            Ok(RunState::Done)
        }
        Decision::Silent => Ok(RunState::Done),
    }
}

fn say(tx: &WriteTx, turn: &Turn, answer: &Answer, trace: &Trace) -> Result<RunState, StorageError> {
    let conversation = &turn.conversation;
    if turn.mode != Mode::Answer {
        inbox::suggest(tx, conversation.id, trace.run, &answer.text, &answer.sources)?;
        return Ok(RunState::Done);
    }
    let queued = inbox::queue_outbound(
        tx,
        NewOutbound {
            sources: answer.sources.clone(),
            expected_version: Some(conversation.version),
            ..NewOutbound::text(
                conversation.id,
                Author::Ai { run_id: trace.run },
                format!("run:{}", trace.run),
                answer.text.as_str(),
            )
        },
    );
    match queued {
        Ok(queued) => {
            if let Some(cost) = trace.spent.cost() {
                inbox::set_cost(tx, queued.id(), cost)?;
            }
            Ok(RunState::Done)
        }
        Err(Refused::Superseded | Refused::UnknownConversation | Refused::WrongState) => {
            Ok(RunState::Superseded)
        }
        // The window closed or the shop is on hold: nothing may be sent, and a person sees the conversation waiting.
        Err(
            Refused::WindowClosed
            | Refused::OnHold
            | Refused::UnknownTarget
            | Refused::TooSoon(_)
            | Refused::NeverAgain
            | Refused::Limits(_)
            | Refused::MayNot(_),
        ) => Ok(RunState::Stopped),
        Err(Refused::Storage(error)) => Err(error),
    }
}

fn remember_language(tx: &WriteTx, turn: &Turn) -> Result<(), StorageError> {
    let contact = &turn.conversation.contact;
    match turn.heard_language.map(super::question::language::Language::tag) {
        Some(tag) if contact.language.as_deref() != Some(tag) => {
            inbox::set_language(tx, contact.id, Some(tag))
        }
        Some(_) | None => Ok(()),
    }
}
