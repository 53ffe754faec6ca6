//! The web, asked last: only where the owner wants it, only for what is nobody's to promise, at most once in a run, within the
//! budget. Finds pages to rest on and decides nothing; what is written from them passes the same locks as everything else.

use tokio_util::sync::CancellationToken;

use super::answer::intent::Understood;
use super::answer::retrieve::Shown;
use super::answer::whose;
use super::question::Question;
use super::question::needs;
use super::runs::progress::Observer;
use super::runs::store;
use super::runs::trace::{Call, Trace};
use super::tools::{Broken, Tools};
use super::types::{Answer, CallTask, Handler, StepName};
use crate::clock::Timestamp;
use crate::inbox::{self, ReplyStep};
use crate::knowledge::web::{Searched, Unsaid, WebSearchFault};
use crate::llm::ModelFault;
use crate::storage::StorageError;

/// Addresses that stand below an answer.
const MOST_ADDRESSES: usize = 2;

/// What pages of the owner's sites say of the question; nothing where it is not asked there, or nothing was found.
pub(super) async fn look(
    asked: &Question,
    understood: &Understood,
    tools: &Tools,
    observer: &impl Observer,
    trace: &mut Trace,
    cancel: &CancellationToken,
) -> Result<Option<Vec<Shown>>, Broken> {
    let Some(price) = tools.web.price().filter(|_| may_look(asked, understood, tools, trace)) else {
        return Ok(None);
    };
    let began = trace.now();
    let spent = tools.db.read(move |conn| store::spent(conn, began)).await?;
    let reserved = tools.budget.reserve(asked.budget, spent);
    if price > 0 && reserved.is_none() {
        trace.step(StepName::SearchWeb, began, "budget_spent");
        return Ok(None);
    }
    observer.show(ReplyStep::SearchingWeb, None, None);
    let unsaid = unsaid(asked, tools).await?;
    let searched = tokio::select! {
        biased;
        () = cancel.cancelled() => return Err(Broken::Cancelled),
        searched = tools.web.search(&asked.text, &unsaid) => searched?,
    };
    let Some(searched) = searched else { return Ok(None) };
    note(&searched, began, trace);
    let passages = searched.ended.unwrap_or_default();
    let shown: Vec<Shown> =
        (1..).zip(passages).map(|(number, passage)| Shown::of_the_web(number, passage)).collect();
    Ok(Some(shown).filter(|shown| !shown.is_empty()))
}

/// One plain question about no matter of the shop's own, and nobody chose where to look.
fn may_look(asked: &Question, understood: &Understood, tools: &Tools, trace: &Trace) -> bool {
    let was_asked = trace.steps.iter().any(|step| step.name == StepName::SearchWeb);
    understood.handler == Handler::Knowledge
        && understood.several.is_empty()
        && !was_asked
        && !asked.wants_person_too()
        && tools.overrides.sources.is_none()
        && !needs::may_order(&asked.text)
        && !whose::names_the_shop(&asked.text, &asked.shop.name)
        && !whose::asks_of_the_shop(&asked.text, asked.tag(), understood.general)
}

/// Who asks, by all names, and the numbers of their orders.
async fn unsaid(asked: &Question, tools: &Tools) -> Result<Unsaid, StorageError> {
    let Some((contact, _)) = asked.customer else { return Ok(Unsaid::default()) };
    let orders = tools.orders.clone();
    let read = move |conn: &_| {
        let known = inbox::contact(conn, contact)?;
        let book = orders.book_of(conn, contact)?;
        let names = known.iter().flat_map(|known| [&known.name, &known.username]).flatten();
        let numbers = book.orders.iter().map(|(order, _)| &order.origin.number);
        Ok(Unsaid::new(names.chain(numbers).map(String::as_str)))
    };
    tools.db.read(read).await
}

/// Keeps how it ended, and what it cost.
fn note(searched: &Searched, began: Timestamp, trace: &mut Trace) {
    let by = searched.by.as_str();
    let outcome = match &searched.ended {
        Ok(passages) => format!("found {}", passages.len()),
        Err(fault) => format!("{by}: {fault}"),
    };
    trace.step(StepName::SearchWeb, began, outcome);
    if searched.asked {
        trace.called(Call {
            task: CallTask::SearchWeb,
            provider: by.to_owned(),
            model: by.to_owned(),
            usage: searched.usage,
            cost: searched.cost_micros,
            fault: searched.ended.as_ref().err().map(|fault| as_of_a_model(*fault)),
        });
    }
}

/// The same failure by the name the calls of models have for it.
const fn as_of_a_model(fault: WebSearchFault) -> ModelFault {
    match fault {
        WebSearchFault::Unreachable | WebSearchFault::ServiceFault => ModelFault::Unreachable,
        WebSearchFault::TooSlow => ModelFault::TooSlow,
        WebSearchFault::KeyRefused => ModelFault::KeyRefused,
        WebSearchFault::Busy => ModelFault::RetryAfter,
        WebSearchFault::NoJson => ModelFault::Refused,
        WebSearchFault::BadAnswer => ModelFault::BadAnswer,
        WebSearchFault::CircuitOpen => ModelFault::CircuitOpen,
        WebSearchFault::DayLimit => ModelFault::OverBudget,
        WebSearchFault::CannotSearch => ModelFault::Unsupported,
    }
}

/// The answer with where it stands below it: it is not the shop's word.
pub(super) fn named(answer: Answer) -> Answer {
    let mut addresses: Vec<&str> = Vec::new();
    for address in answer.sources.iter().filter_map(|source| source.url.as_deref()) {
        if !addresses.contains(&address) && addresses.len() < MOST_ADDRESSES {
            addresses.push(address);
        }
    }
    Answer { text: format!("{}\n\n{}", answer.text, addresses.join("\n")), sources: answer.sources }
}
