//! The end of a run, in one transaction: what was decided is done only if nobody spoke meanwhile, and the trace is kept.
//! The answer is queued through the inbox, which checks once more; nothing is sent from here.

use serde_json::Value;

use super::budget::day;
use super::decide::hand_off::card;
use super::facts;
use super::jobs::LookForFacts;
use super::owner_rules;
use super::question::FactQuestion;
use super::runs::store;
use super::runs::trace::Trace;
use super::turn::Turn;
use super::types::{Answer, Decision, DecisionKind, Handler, Mode, RepeatOrder, RunState, Spent, Told};
use super::words;
use crate::actor::Actor;
use crate::ids::{FactId, MessageId, OrderId, ProposalId};
use crate::inbox::{self, AiMode, Author, HandOff, HandOffReason, NewOutbound, Refused};
use crate::jobs;
use crate::orders::Orders;
use crate::storage::{StorageError, WriteTx};

/// Does what was decided, and keeps the run.
pub(super) fn conclude(
    tx: &WriteTx,
    orders: &Orders,
    turn: &Turn,
    decision: &Decision,
    trace: &mut Trace,
) -> Result<RunState, StorageError> {
    let kind = kind(turn, decision);
    trace.partly = matches!(decision, Decision::SendPartly(_) | Decision::DeclineAfter(_));
    let state =
        if is_current(tx, turn)? { act(tx, orders, turn, decision, trace)? } else { RunState::Superseded };
    if state == RunState::Done && !turn.question.asked_by_person {
        trace.rules = owner_rules::act(tx, turn, decision)?;
        after(tx, turn, decision, trace.handler)?;
    }
    // A yes or a no to a question of ours is in the language that was asked in, whatever the word is elsewhere.
    if !matches!(decision, Decision::Remember { .. }) {
        remember_language(tx, turn)?;
    }
    keep(tx, trace, state, Some(kind))?;
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
    let now = tx.now();
    if trace.spent != Spent::default() {
        store::add_spending(tx, trace.spent.micros, 1)?;
    }
    store::count_calls(tx, &day(now), &trace.calls)?;
    if state == RunState::Done {
        store::count_turn(tx, &day(now), trace.tier, trace.spent.micros)?;
    }
    Ok(())
}

/// Why it ended so. A person who asked is told why there is nothing to show.
pub(super) fn reason(turn: &Turn, decision: &Decision) -> Option<HandOffReason> {
    let asked_in_vain = turn.question.asked_by_person
        && matches!(decision, Decision::Decline | Decision::DeclineSaying(_) | Decision::DeclineAfter(_));
    decision.reason().or(asked_in_vain.then_some(HandOffReason::NoAnswer))
}

fn kind(turn: &Turn, decision: &Decision) -> DecisionKind {
    let is_shown = matches!(decision, Decision::SendPartly(_)) || decision.kind() == DecisionKind::Send;
    match turn.mode {
        Mode::Suggest | Mode::Off if is_shown => DecisionKind::Suggest,
        Mode::Answer | Mode::Suggest | Mode::Off => decision.kind(),
    }
}

/// Whether the conversation is as it was when the turn was read, and nobody has answered it. The inbox asks the same
/// again. What a person asked for is only shown.
fn is_current(tx: &WriteTx, turn: &Turn) -> Result<bool, StorageError> {
    let id = turn.conversation.id;
    let Some(now) = inbox::conversation(tx, id)? else { return Ok(false) };
    if now.version != turn.conversation.version {
        return Ok(false);
    }
    if turn.question.asked_by_person && turn.mode == Mode::Suggest {
        return Ok(true);
    }
    let may = turn.mode == Mode::Suggest || now.ai_may_answer(tx.now());
    Ok(may && inbox::still_unanswered(tx, now.id, &turn.message_ids())?)
}

fn act(
    tx: &WriteTx,
    orders: &Orders,
    turn: &Turn,
    decision: &Decision,
    trace: &Trace,
) -> Result<RunState, StorageError> {
    if turn.question.asked_by_person && turn.mode != Mode::Answer {
        return show(tx, turn, decision, trace);
    }
    let id = turn.conversation.id;
    match (decision, turn.mode) {
        (Decision::Send(answer), Mode::Answer) => {
            let state = say(tx, turn, answer, turn.message_ids(), trace)?;
            if state == RunState::Done && turn.question.wants_person_too() {
                let reason = HandOffReason::AskedForPerson;
                inbox::hand_off(tx, id, HandOff { reason, card: card(turn, trace, reason) })?;
            }
            Ok(state)
        }
        (Decision::Decline, Mode::Answer) => {
            let text = words::of_decline(&turn.settings, turn.question.language);
            say(tx, turn, &Answer { text, sources: Vec::new() }, turn.message_ids(), trace)
        }
        (Decision::SendPartly(answer), Mode::Answer) => {
            let text = words::of_part(answer, &turn.settings, turn.question.language);
            let answer = Answer { text, sources: answer.sources.clone() };
            say(tx, turn, &answer, turn.message_ids(), trace)
        }
        (Decision::DeclineSaying(text), Mode::Answer) => {
            let answer = Answer { text: text.clone(), sources: Vec::new() };
            say(tx, turn, &answer, turn.message_ids(), trace)
        }
        (Decision::DeclineAfter(first), Mode::Answer) => {
            let text = words::of_decline_after(first, &turn.settings, turn.question.language);
            say(tx, turn, &Answer { text, sources: Vec::new() }, turn.message_ids(), trace)
        }
        (Decision::Repeat { order, text, by }, mode) => {
            repeat(tx, orders, turn, trace, *order, text, *by, mode)
        }
        (Decision::Settle { proposal, agreed, text }, Mode::Answer) => {
            settle(tx, orders, turn, trace, *proposal, *agreed, text)
        }
        (Decision::Remember { fact, agreed, text }, mode) => {
            remember(tx, turn, trace, *fact, *agreed, text, mode)
        }
        (Decision::Settle { .. }, Mode::Suggest | Mode::Off) => {
            give_to_person(tx, turn, HandOffReason::OrderRequest)
        }
        (Decision::Send(answer) | Decision::SendPartly(answer), Mode::Suggest | Mode::Off) => {
            inbox::suggest(tx, id, trace.run, &answer.text, &answer.sources)?;
            give_to_person(tx, turn, HandOffReason::SuggestionReady)
        }
        // Whoever looks at the conversation sees for themselves that nothing was found.
        (
            Decision::Decline | Decision::DeclineSaying(_) | Decision::DeclineAfter(_),
            Mode::Suggest | Mode::Off,
        ) => give_to_person(tx, turn, HandOffReason::NoAnswer),
        (Decision::HandOff { reason, told }, _) => {
            hand_off(tx, turn, *reason, told, card(turn, trace, *reason), trace)
        }
        (Decision::Silent, _) => {
            inbox::needs_no_answer(tx, id, &turn.message_ids())?;
            Ok(RunState::Done)
        }
    }
}

/// What somebody of the team asked for: they see it, and nothing else happens.
fn show(tx: &WriteTx, turn: &Turn, decision: &Decision, trace: &Trace) -> Result<RunState, StorageError> {
    match decision {
        Decision::Send(answer) | Decision::SendPartly(answer) => {
            inbox::suggest(tx, turn.conversation.id, trace.run, &answer.text, &answer.sources)?;
        }
        Decision::Repeat { text, .. } => {
            inbox::suggest(tx, turn.conversation.id, trace.run, text, &[])?;
        }
        Decision::Decline
        | Decision::DeclineSaying(_)
        | Decision::DeclineAfter(_)
        | Decision::Settle { .. }
        | Decision::Remember { .. }
        | Decision::HandOff { .. }
        | Decision::Silent => {}
    }
    Ok(RunState::Done)
}

/// A person sees to it. Where the AI is not meant to answer, the conversation stands in their queue already.
fn give_to_person(tx: &WriteTx, turn: &Turn, reason: HandOffReason) -> Result<RunState, StorageError> {
    match turn.conversation.ai {
        AiMode::Answer => inbox::call_person(tx, turn.conversation.id, reason)?,
        AiMode::Suggest | AiMode::Off => inbox::leave_to_person(tx, turn.conversation.id)?,
    }
    Ok(RunState::Done)
}

fn hand_off(
    tx: &WriteTx,
    turn: &Turn,
    reason: HandOffReason,
    told: &Told,
    card: Value,
    trace: &Trace,
) -> Result<RunState, StorageError> {
    let text = words::of_hand_off(told, &turn.settings, turn.question.language);
    inbox::hand_off(tx, turn.conversation.id, HandOff { reason, card })?;
    // Told once is enough: it may have been handed back without a word since.
    let was_told = |text: &String| turn.last_of_shop().is_some_and(|last| last.text.as_ref() == Some(text));
    // Whoever may be in danger hears where help is, also of an assistant that otherwise only suggests.
    let may_tell = turn.mode == Mode::Answer || *told == Told::ToCallForHelp;
    if let Some(text) = text.filter(|text| may_tell && !was_told(text)) {
        // The person is called whether or not the customer can be told.
        say(tx, turn, &Answer { text, sources: Vec::new() }, Vec::new(), trace)?;
    }
    Ok(RunState::Done)
}

/// The last basket is proposed again: a person confirms it from the card, or the customer is asked.
#[expect(clippy::too_many_arguments, reason = "one deed of a run: each is a thing of its own")]
fn repeat(
    tx: &WriteTx,
    orders: &Orders,
    turn: &Turn,
    trace: &Trace,
    order: OrderId,
    text: &str,
    by: RepeatOrder,
    mode: Mode,
) -> Result<RunState, StorageError> {
    let (id, contact) = (turn.conversation.id, turn.conversation.contact.id);
    if by == RepeatOrder::Customer && mode == Mode::Answer {
        let answer = Answer { text: text.to_owned(), sources: Vec::new() };
        let state = say(tx, turn, &answer, turn.message_ids(), trace)?;
        if state == RunState::Done {
            orders.propose(tx, contact, id, order)?;
        }
        return Ok(state);
    }
    let proposal = orders.propose(tx, contact, id, order)?;
    let reason = HandOffReason::OrderRequest;
    let mut card = card(turn, trace, reason);
    card["proposal_id"] = serde_json::json!(proposal);
    hand_off(tx, turn, reason, &Told::Words(text.to_owned()), card, trace)
}

/// The customer's yes makes the order, their no ends it; what a person decided meanwhile stays.
fn settle(
    tx: &WriteTx,
    orders: &Orders,
    turn: &Turn,
    trace: &Trace,
    proposal: ProposalId,
    agreed: bool,
    text: &str,
) -> Result<RunState, StorageError> {
    let is_open = orders.open_proposal(tx, turn.conversation.id)?.is_some_and(|open| open.id == proposal);
    if !is_open {
        return give_to_person(tx, turn, HandOffReason::OrderRequest);
    }
    let answer = Answer { text: text.to_owned(), sources: Vec::new() };
    let state = say(tx, turn, &answer, turn.message_ids(), trace)?;
    if state == RunState::Done {
        if agreed {
            orders.confirm(tx, &Actor::system(), proposal)?;
        } else {
            orders.decline(tx, &Actor::system(), proposal)?;
        }
    }
    Ok(state)
}

/// Their word is kept whatever the assistant may say; it thanks them where it may.
fn remember(
    tx: &WriteTx,
    turn: &Turn,
    trace: &Trace,
    fact: FactId,
    agreed: bool,
    text: &str,
    mode: Mode,
) -> Result<RunState, StorageError> {
    let state = if mode == Mode::Answer {
        let answer = Answer { text: text.to_owned(), sources: Vec::new() };
        say(tx, turn, &answer, turn.message_ids(), trace)?
    } else {
        inbox::needs_no_answer(tx, turn.conversation.id, &turn.message_ids())?;
        RunState::Done
    };
    if state == RunState::Done {
        facts::settle(tx, turn.conversation.contact.id, fact, agreed, turn.last_message())?;
    }
    Ok(state)
}

/// What is left of a turn that was answered: what it was asked whether it may be kept is over, and what it tells may be asked.
fn after(
    tx: &WriteTx,
    turn: &Turn,
    decision: &Decision,
    handler: Option<Handler>,
) -> Result<(), StorageError> {
    let contact = turn.conversation.contact.id;
    if matches!(decision, Decision::Remember { .. }) {
        return Ok(());
    }
    if let Some(FactQuestion { fact, .. }) = turn.question.asked_fact {
        return facts::lapse(tx, contact, fact, facts::consent::refuses(&turn.question));
    }
    // A question back wants its own answer: of two at once nobody knows which a yes is to.
    let is_answered = decision.kind() == DecisionKind::Send && handler != Some(Handler::Clarification);
    if turn.settings.remembers && turn.mode == Mode::Answer && is_answered {
        let (conversation_id, message_ids) = (turn.conversation.id, turn.message_ids());
        jobs::enqueue(tx, &LookForFacts { conversation_id, message_ids })?;
    }
    Ok(())
}

fn say(
    tx: &WriteTx,
    turn: &Turn,
    answer: &Answer,
    answers: Vec<MessageId>,
    trace: &Trace,
) -> Result<RunState, StorageError> {
    let conversation = &turn.conversation;
    let queued = inbox::queue_outbound(
        tx,
        NewOutbound {
            sources: answer.sources.clone(),
            expected_version: Some(conversation.version),
            answers,
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
        // It waits until the hold is over.
        Err(Refused::OnHold) => Ok(RunState::Stopped),
        Err(Refused::WindowClosed) => cannot_say(tx, turn, HandOffReason::LateMessage, trace),
        Err(
            Refused::UnknownTarget
            | Refused::TooSoon(_)
            | Refused::NeverAgain
            | Refused::Limits(_)
            | Refused::MayNot(_),
        ) => cannot_say(tx, turn, HandOffReason::AnswerFailed, trace),
        Err(Refused::Storage(error)) => Err(error),
    }
}

/// What was to be said may not be: a person is called, as long as none is.
fn cannot_say(
    tx: &WriteTx,
    turn: &Turn,
    reason: HandOffReason,
    trace: &Trace,
) -> Result<RunState, StorageError> {
    let id = turn.conversation.id;
    if inbox::conversation(tx, id)?.is_some_and(|now| now.needs_person.is_none()) {
        inbox::hand_off(tx, id, HandOff { reason, card: card(turn, trace, reason) })?;
    }
    Ok(RunState::Stopped)
}

fn remember_language(tx: &WriteTx, turn: &Turn) -> Result<(), StorageError> {
    let contact = &turn.conversation.contact;
    match turn.question.heard.tag {
        Some(tag) if contact.language.as_deref() != Some(tag) => {
            inbox::set_language(tx, contact.id, Some(tag))
        }
        Some(_) | None => Ok(()),
    }
}
