//! What models were asked for and what turns they took, by day: counted as runs end, so that figures outlive conversations.

use rusqlite::{Row, named_params};

use super::{count, whole};
use crate::llm::Usage;
use crate::replies::runs::trace::Call;
use crate::replies::types::{CallTask, Tier};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Days or models one report may name.
const ROWS: u32 = 500;

/// One model at one task.
#[derive(Clone, Debug)]
pub(in crate::replies) struct Used {
    pub task: CallTask,
    pub provider: String,
    pub model: String,
    pub calls: u64,
    pub failures: u64,
    pub usage: Usage,
    pub micros: i64,
    pub unpriced: u64,
}

/// Turns of one tier.
#[derive(Clone, Copy, Debug)]
pub(in crate::replies) struct Turns {
    pub tier: Tier,
    pub turns: u64,
    pub micros: i64,
}

/// Adds the calls of a run to its day.
pub(in crate::replies) fn count_calls(tx: &WriteTx, day: &str, calls: &[Call]) -> Result<(), StorageError> {
    for call in calls {
        tx.execute(
            "INSERT INTO reply_usage (day, task, provider, model, calls, failures, input_tokens, output_tokens,
                    cached_input_tokens, cache_write_tokens, micros, unpriced)
             VALUES (:day, :task, :provider, :model, 1, :failed, :input, :output, :cached, :written, :micros, :unpriced)
             ON CONFLICT (day, task, provider, model) DO UPDATE SET
                    calls = calls + 1, failures = failures + excluded.failures,
                    input_tokens = input_tokens + excluded.input_tokens,
                    output_tokens = output_tokens + excluded.output_tokens,
                    cached_input_tokens = cached_input_tokens + excluded.cached_input_tokens,
                    cache_write_tokens = cache_write_tokens + excluded.cache_write_tokens,
                    micros = micros + excluded.micros, unpriced = unpriced + excluded.unpriced",
            named_params! {
                ":day": day, ":task": call.task, ":provider": call.provider, ":model": call.model,
                ":failed": i64::from(call.fault.is_some()), ":input": whole(call.usage.input_tokens),
                ":output": whole(call.usage.output_tokens), ":cached": whole(call.usage.cached_input_tokens),
                ":written": whole(call.usage.cache_write_tokens), ":micros": call.cost.unwrap_or(0),
                ":unpriced": i64::from(call.is_unpriced()),
            },
        )?;
    }
    Ok(())
}

/// Adds a turn that came to its end to its day.
pub(in crate::replies) fn count_turn(
    tx: &WriteTx,
    day: &str,
    tier: Tier,
    micros: i64,
) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO reply_tier (day, tier, turns, micros) VALUES (:day, :tier, 1, :micros)
         ON CONFLICT (day, tier) DO UPDATE SET turns = turns + 1, micros = micros + excluded.micros",
        named_params! { ":day": day, ":tier": tier, ":micros": micros },
    )
    .map(drop)
}

/// Both days belong to it.
pub(in crate::replies) fn used(conn: &ReadConn, from: &str, to: &str) -> Result<Vec<Used>, StorageError> {
    conn.all(
        "SELECT task, provider, model, sum(calls) AS calls, sum(failures) AS failures,
                sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens,
                sum(cached_input_tokens) AS cached_input_tokens, sum(cache_write_tokens) AS cache_write_tokens,
                sum(micros) AS micros, sum(unpriced) AS unpriced
           FROM reply_usage WHERE day BETWEEN :from AND :to
          GROUP BY task, provider, model ORDER BY sum(micros) DESC, sum(calls) DESC LIMIT :rows",
        named_params! { ":from": from, ":to": to, ":rows": ROWS },
        read_used,
    )
}

fn read_used(row: &Row<'_>) -> rusqlite::Result<Used> {
    Ok(Used {
        task: row.get("task")?,
        provider: row.get("provider")?,
        model: row.get("model")?,
        calls: count(row, "calls")?,
        failures: count(row, "failures")?,
        usage: Usage {
            input_tokens: count(row, "input_tokens")?,
            output_tokens: count(row, "output_tokens")?,
            cached_input_tokens: count(row, "cached_input_tokens")?,
            cache_write_tokens: count(row, "cache_write_tokens")?,
        },
        micros: row.get("micros")?,
        unpriced: count(row, "unpriced")?,
    })
}

/// Both days belong to it.
pub(in crate::replies) fn turns(conn: &ReadConn, from: &str, to: &str) -> Result<Vec<Turns>, StorageError> {
    conn.all(
        "SELECT tier, sum(turns) AS turns, sum(micros) AS micros
           FROM reply_tier WHERE day BETWEEN :from AND :to GROUP BY tier ORDER BY sum(turns) DESC",
        named_params! { ":from": from, ":to": to },
        |row| Ok(Turns { tier: row.get("tier")?, turns: count(row, "turns")?, micros: row.get("micros")? }),
    )
}

/// Conversations that are done, and what models cost for them.
#[derive(Clone, Copy, Debug)]
pub(in crate::replies) struct Done {
    pub conversations: u64,
    pub micros: i64,
}

/// Of the conversations that are done, those the assistant answered in the month that begins with this day.
pub(in crate::replies) fn done(conn: &ReadConn, first_day: &str) -> Result<Done, StorageError> {
    // Ids are made of milliseconds and twelve bits of sequence.
    conn.one(
        "SELECT count(DISTINCT r.conversation_id) AS conversations, ifnull(sum(r.cost_micros), 0) AS micros
           FROM reply_run r JOIN inbox_conversation_v1 c ON c.conversation_id = r.conversation_id
          WHERE c.status = 'done' AND c.practice = 0
            AND r.id >= (unixepoch(:first_day) * 1000) << 12
            AND r.id < (unixepoch(:first_day, '+1 month') * 1000) << 12",
        named_params! { ":first_day": first_day },
        |row| Ok(Done { conversations: count(row, "conversations")?, micros: row.get("micros")? }),
    )
}
