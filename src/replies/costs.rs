//! What models cost in a month and what sorting first saved. Figures only; who pays how much is `decide/budget.rs`'s.

use serde::Serialize;
use utoipa::ToSchema;

use super::budget::{self, BudgetStep};
use super::runs::store::{self, Turns, Used};
use super::types::{CallTask, Tier};
use crate::clock::Timestamp;
use crate::llm::{Llm, Usage};
use crate::storage::{ReadConn, StorageError};

/// A month of models.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ModelCosts)]
pub(super) struct Costs {
    month: String,
    /// Millionths of a US dollar, also of what was asked for beside the replies.
    spent_micros: i64,
    /// What was spent today, and what the limits leave for the next answer; only of the month that is running.
    today: Option<Today>,
    /// Turns by the kind of model they took.
    turns: Vec<TierTurns>,
    models: Vec<ModelUse>,
    /// Of the tokens models read, how many came from a provider's cache, in percent; nothing when none were read.
    cached_percent: Option<u32>,
    saved: Option<Saved>,
    resolved: Resolved,
}

#[derive(Debug, Serialize, ToSchema)]
struct Today {
    spent_micros: i64,
    step: BudgetStep,
}

#[derive(Debug, Serialize, ToSchema)]
struct TierTurns {
    tier: Tier,
    turns: u64,
    micros: i64,
}

/// One model at one task.
#[derive(Debug, Serialize, ToSchema)]
struct ModelUse {
    task: CallTask,
    provider: String,
    model: String,
    calls: u64,
    failures: u64,
    usage: Usage,
    /// Without the calls whose price is not known.
    micros: i64,
    unpriced: u64,
}

/// Against the large model sorting, checking and answering everything.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
struct Saved {
    micros: i64,
    percent: u32,
    /// On how many answers of the large model the estimate rests.
    sample: u64,
}

/// Conversations that are done and were answered by the assistant in the month.
#[derive(Debug, Serialize, ToSchema)]
struct Resolved {
    conversations: u64,
    /// What models cost for one of them; nothing when there is none.
    micros_each: Option<i64>,
}

/// `month` as in `2026-11`.
pub(super) fn costs(conn: &ReadConn, llm: &Llm, month: &str, now: Timestamp) -> Result<Costs, StorageError> {
    let so_far = store::spent(conn, now)?;
    let limits = store::settings(conn)?.unwrap_or_default().budget;
    let today = Today { spent_micros: so_far.day, step: limits.step(so_far, 0) };
    let (from, to) = (format!("{month}-01"), format!("{month}-31"));
    let (used, turns) = (store::used(conn, &from, &to)?, store::turns(conn, &from, &to)?);
    let done = store::done(conn, &from)?;
    let large = |usage: &Usage| llm.answers().first().and_then(|model| model.cost(usage)).map(|cost| cost.0);
    Ok(Costs {
        spent_micros: store::spent_in(conn, month)?,
        today: (month == budget::month(now)).then_some(today),
        cached_percent: cached_percent(&used),
        saved: saved(&used, &turns, large),
        resolved: Resolved {
            conversations: done.conversations,
            micros_each: i64::try_from(done.conversations)
                .ok()
                .and_then(|conversations| done.micros.checked_div(conversations)),
        },
        turns: turns
            .into_iter()
            .map(|Turns { tier, turns, micros }| TierTurns { tier, turns, micros })
            .collect(),
        models: used.into_iter().map(of).collect(),
        month: month.to_owned(),
    })
}

fn of(used: Used) -> ModelUse {
    let Used { task, provider, model, calls, failures, usage, micros, unpriced } = used;
    ModelUse { task, provider, model, calls, failures, usage, micros, unpriced }
}

fn cached_percent(used: &[Used]) -> Option<u32> {
    let all = used.iter().fold(Usage::default(), |sum, used| sum.plus(used.usage));
    let read = all.input_tokens + all.cached_input_tokens + all.cache_write_tokens;
    u32::try_from((all.cached_input_tokens * 100).checked_div(read)?).ok()
}

/// Whether a call was for sorting, checking or answering.
const fn is_of_answers(task: CallTask) -> bool {
    match task {
        CallTask::Sort | CallTask::Answer | CallTask::Talk | CallTask::Check => true,
        CallTask::Transcribe
        | CallTask::Describe
        | CallTask::Summarise
        | CallTask::Remember
        | CallTask::Rerank
        | CallTask::SearchWeb => false,
    }
}

/// Two parts, both measured: what the small calls would have cost at the large model's price, and an average answer of the
/// large model for each turn that took none. Nothing while the large model has answered nothing or a price is not known.
fn saved(used: &[Used], turns: &[Turns], large: impl Fn(&Usage) -> Option<i64>) -> Option<Saved> {
    let used: Vec<&Used> = used.iter().filter(|used| is_of_answers(used.task)).collect();
    if used.iter().any(|used| used.unpriced > 0) {
        return None;
    }
    let answers = || used.iter().filter(|used| used.task == CallTask::Answer);
    let sample: u64 = turns.iter().filter(|turns| turns.tier == Tier::Large).map(|turns| turns.turns).sum();
    let paid: i64 = used.iter().map(|used| used.micros).sum();
    let each = answers().map(|used| used.micros).sum::<i64>().checked_div(i64::try_from(sample).ok()?)?;
    let mut saved = 0;
    for used in used.iter().filter(|used| used.task != CallTask::Answer) {
        saved += (large(&used.usage)? - used.micros).max(0);
    }
    let without: u64 = turns
        .iter()
        .filter(|turns| matches!(turns.tier, Tier::None | Tier::Small))
        .map(|turns| turns.turns)
        .sum();
    saved += each.saturating_mul(i64::try_from(without).ok()?);
    let percent = (saved * 100).checked_div(saved + paid)?;
    Some(Saved { micros: saved, percent: u32::try_from(percent).ok()?, sample })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used(task: CallTask, micros: i64, input_tokens: u64, cached_input_tokens: u64) -> Used {
        let usage = Usage { input_tokens, cached_input_tokens, ..Usage::default() };
        let (provider, model) = ("openai".to_owned(), "m".to_owned());
        Used { task, provider, model, calls: 1, failures: 0, usage, micros, unpriced: 0 }
    }

    fn turns(tier: Tier, turns: u64) -> Turns {
        Turns { tier, turns, micros: 0 }
    }

    #[test]
    fn what_was_saved_is_measured_and_never_guessed() {
        let large = |usage: &Usage| i64::try_from(usage.input_tokens).ok();
        let day = [used(CallTask::Sort, 100, 2_000, 0), used(CallTask::Answer, 3_000, 9_000, 1_000)];
        let all =
            [turns(Tier::None, 20), turns(Tier::Small, 30), turns(Tier::Large, 10), turns(Tier::BuiltIn, 9)];
        // Sorting at the large price 2,000 instead of 100, and 50 answers at 300 each.
        let expected = Saved { micros: 1_900 + 15_000, percent: 84, sample: 10 };
        assert_eq!(saved(&day, &all, large), Some(expected));
        assert_eq!(saved(&day, &all[..2], large), None, "no answer to measure by");
        assert_eq!(saved(&day, &all, |_| None), None, "no price");
        let mut unpriced = day.clone();
        unpriced[0].unpriced = 1;
        assert_eq!(saved(&unpriced, &all, large), None);
        assert_eq!(cached_percent(&day), Some(8));
        assert_eq!(cached_percent(&[]), None);
    }
}
