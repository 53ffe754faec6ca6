//! All SQL of this room: runs, their steps, what was spent, the settings.

mod ab_tests;
mod prompts;
mod usage;

use std::time::Duration;

use rusqlite::{Row, named_params};

pub(in crate::replies) use ab_tests::{
    Answered, answered_between, end_ab_test, ended_ab_tests, prompts_in, running_ab_test, start_ab_test,
};
pub(in crate::replies) use prompts::{Kept, keep_version, prompts, use_version, version_text, versions};
pub(in crate::replies) use usage::{Turns, Used, count_calls, count_turn, done, turns, used};

use crate::clock::Timestamp;
use crate::ids::{ConversationId, MessageId, RunId, lowest};
use crate::replies::budget::{Limits, SpentSoFar, day, month};
use crate::replies::runs::trace::{Run, Step, Trace};
use crate::replies::settings::{Escalation, Settings};
use crate::replies::types::{DecisionKind, RunState};
use crate::storage::{ReadConn, StorageError, WriteTx};

pub(in crate::replies) fn begin(
    tx: &WriteTx,
    run: RunId,
    conversation: ConversationId,
    up_to: MessageId,
    asked_by_person: bool,
) -> Result<(), StorageError> {
    tx.execute(
        "INSERT OR REPLACE INTO reply_run (id, conversation_id, up_to_message_id, asked_by_person, state, started_at_ms)
         VALUES (:id, :conversation, :up_to, :asked_by_person, 'running', :now)",
        named_params! { ":id": run, ":conversation": conversation, ":up_to": up_to,
            ":asked_by_person": asked_by_person, ":now": tx.now() },
    )?;
    Ok(())
}

pub(in crate::replies) fn finish(
    tx: &WriteTx,
    trace: &Trace,
    state: RunState,
    decision: Option<DecisionKind>,
) -> Result<(), StorageError> {
    let usage = trace.spent.usage;
    tx.execute(
        "UPDATE reply_run SET state = :state, decision = :decision, reason = :reason, intent = :intent,
                language = :language, provider = :provider, model = :model, input_tokens = :input_tokens,
                output_tokens = :output_tokens, cached_input_tokens = :cached, cache_write_tokens = :written,
                cost_micros = :cost, text = :text, passages = :passages, checks = :checks, calls = :calls,
                handler = :handler, tier = :tier, prompt_version = :prompt_version, rules = :rules,
                partly = :partly, ended_at_ms = :now
          WHERE id = :id",
        named_params! {
            ":id": trace.run, ":state": state, ":decision": decision, ":reason": trace.reason, ":intent": trace.intent,
            ":language": trace.language, ":provider": trace.provider,
            ":model": trace.model, ":input_tokens": whole(usage.input_tokens), ":output_tokens": whole(usage.output_tokens),
            ":cached": whole(usage.cached_input_tokens), ":written": whole(usage.cache_write_tokens),
            ":calls": json(&trace.calls), ":handler": trace.handler, ":tier": trace.tier, ":prompt_version": trace.prompt_version, ":cost": trace.spent.cost(), ":text": trace.text,
            ":rules": json(&trace.rules), ":partly": trace.partly, ":passages": json(&trace.passages), ":checks": json(&trace.checks), ":now": tx.now(),
        },
    )?;
    for (position, step) in (0_i64..).zip(&trace.steps) {
        tx.execute(
            "INSERT OR REPLACE INTO reply_step (run_id, position, name, started_at_ms, duration_ms, outcome)
             VALUES (:run, :position, :name, :started_at, :duration_ms, :outcome)",
            named_params! { ":run": trace.run, ":position": position, ":name": step.name,
            ":started_at": step.started_at, ":duration_ms": step.duration_ms, ":outcome": step.outcome },
        )?;
    }
    Ok(())
}

fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "[]".to_owned())
}

/// SQLite has no unsigned numbers.
fn whole(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn count(row: &Row<'_>, column: &str) -> rusqlite::Result<u64> {
    row.get::<_, i64>(column).map(|count| u64::try_from(count).unwrap_or(0))
}

/// Runs that were going on when the program last stopped: they will be made anew, and are told as failed.
pub(in crate::replies) fn end_interrupted(tx: &WriteTx) -> Result<usize, StorageError> {
    tx.execute(
        "UPDATE reply_run SET state = 'failed', ended_at_ms = :now WHERE state = 'running'",
        named_params! { ":now": tx.now() },
    )
}

pub(in crate::replies) fn run(conn: &ReadConn, id: RunId) -> Result<Option<Run>, StorageError> {
    let found = conn.optional(
        "SELECT id, conversation_id, state, decision, reason, rules, intent, handler, tier, prompt_version, language, provider, model,
                input_tokens, output_tokens, cached_input_tokens, cache_write_tokens, cost_micros, text, passages,
                checks, calls, started_at_ms, ended_at_ms
           FROM reply_run WHERE id = :id",
        named_params! { ":id": id },
        read_run,
    )?;
    let Some(mut run) = found else { return Ok(None) };
    run.steps = conn.all(
        "SELECT name, started_at_ms, duration_ms, outcome FROM reply_step WHERE run_id = :id ORDER BY position LIMIT 50",
        named_params! { ":id": id },
        |row| {
            Ok(Step {
                name: row.get("name")?,
                started_at: row.get("started_at_ms")?,
                duration_ms: row.get("duration_ms")?,
                outcome: row.get("outcome")?,
            })
        },
    )?;
    Ok(Some(run))
}

fn read_run(row: &Row<'_>) -> rusqlite::Result<Run> {
    let parsed = |column: &str| {
        row.get::<_, String>(column).map(|text| serde_json::from_str(&text).unwrap_or_default())
    };
    Ok(Run {
        id: row.get("id")?,
        conversation_id: row.get("conversation_id")?,
        state: row.get("state")?,
        decision: row.get("decision")?,
        reason: row.get("reason")?,
        rules: serde_json::from_str(&row.get::<_, String>("rules")?).unwrap_or_default(),
        intent: row.get("intent")?,
        handler: row.get("handler")?,
        tier: row.get("tier")?,
        prompt_version: row.get("prompt_version")?,
        language: row.get("language")?,
        provider: row.get("provider")?,
        model: row.get("model")?,
        usage: crate::llm::Usage {
            input_tokens: count(row, "input_tokens")?,
            output_tokens: count(row, "output_tokens")?,
            cached_input_tokens: count(row, "cached_input_tokens")?,
            cache_write_tokens: count(row, "cache_write_tokens")?,
        },
        cost: row.get("cost_micros")?,
        text: row.get("text")?,
        passages: serde_json::from_str(&row.get::<_, String>("passages")?).unwrap_or_default(),
        checks: parsed("checks")?,
        calls: serde_json::from_str(&row.get::<_, String>("calls")?).unwrap_or_default(),
        steps: Vec::new(),
        started_at: row.get("started_at_ms")?,
        ended_at: row.get("ended_at_ms")?,
        verdict: None,
    })
}

/// What the last finished run of a conversation decided, if it ended after `since`.
pub(in crate::replies) fn last_decision(
    conn: &ReadConn,
    conversation: ConversationId,
    since: Timestamp,
) -> Result<Option<DecisionKind>, StorageError> {
    let found = conn.optional(
        "SELECT decision FROM reply_run
          WHERE conversation_id = :conversation AND state = 'done' AND ended_at_ms > :since
          ORDER BY id DESC LIMIT 1",
        named_params! { ":conversation": conversation, ":since": since },
        |row| row.get::<_, Option<DecisionKind>>("decision"),
    )?;
    Ok(found.flatten())
}

/// Runs of a conversation that failed inside since one came to its end, counted up to `limit`.
pub(in crate::replies) fn failures(
    conn: &ReadConn,
    conversation: ConversationId,
    limit: u32,
) -> Result<u32, StorageError> {
    conn.one(
        "SELECT count(*) AS failures FROM (SELECT 1 FROM reply_run
          WHERE conversation_id = :conversation AND state = 'failed'
            AND id > ifnull((SELECT max(id) FROM reply_run WHERE conversation_id = :conversation AND state = 'done'), 0)
          LIMIT :limit)",
        named_params! { ":conversation": conversation, ":limit": limit },
        |row| row.get("failures"),
    )
}

/// Whether any turn was run since then.
pub(in crate::replies) fn ran_since(conn: &ReadConn, since: Timestamp) -> Result<bool, StorageError> {
    conn.exists(
        "SELECT 1 FROM reply_run WHERE id > :since LIMIT 1",
        named_params! { ":since": lowest(since) },
    )
}

/// Answers a conversation was given since a moment, counted up to `limit`.
pub(in crate::replies) fn answers_since(
    conn: &ReadConn,
    conversation: ConversationId,
    since: Timestamp,
    limit: u32,
) -> Result<u32, StorageError> {
    conn.one(
        "SELECT count(*) AS answers FROM (SELECT 1 FROM reply_run
          WHERE conversation_id = :conversation AND id > :since AND decision IN ('send', 'decline') LIMIT :limit)",
        // Ids are made of milliseconds and twelve bits of sequence.
        named_params! { ":conversation": conversation, ":since": lowest(since), ":limit": limit },
        |row| row.get("answers"),
    )
}

/// What was spent in the month and on the day a moment lies in.
pub(in crate::replies) fn spent(conn: &ReadConn, now: Timestamp) -> Result<SpentSoFar, StorageError> {
    let of = |table: &str, key: String| -> Result<i64, StorageError> {
        let found = conn.optional(table, named_params! { ":key": key }, |row| row.get("micros"))?;
        Ok(found.unwrap_or(0))
    };
    Ok(SpentSoFar {
        month: of("SELECT micros FROM reply_spending WHERE month = :key", month(now))?,
        day: of("SELECT micros FROM reply_day_spending WHERE day = :key", day(now))?,
    })
}

pub(in crate::replies) fn spent_in(conn: &ReadConn, month: &str) -> Result<i64, StorageError> {
    let found = conn.optional(
        "SELECT micros FROM reply_spending WHERE month = :month",
        named_params! { ":month": month },
        |row| row.get("micros"),
    )?;
    Ok(found.unwrap_or(0))
}

/// Adds what was spent to the month and the day; `answers` is 0 for what was spent on no answer.
pub(in crate::replies) fn add_spending(tx: &WriteTx, micros: i64, answers: u32) -> Result<(), StorageError> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO reply_spending (month, micros, answers) VALUES (:month, :micros, :answers)
         ON CONFLICT (month) DO UPDATE SET micros = micros + excluded.micros, answers = answers + excluded.answers",
        named_params! { ":month": month(now), ":micros": micros, ":answers": answers },
    )?;
    tx.execute(
        "INSERT INTO reply_day_spending (day, micros) VALUES (:day, :micros)
         ON CONFLICT (day) DO UPDATE SET micros = micros + excluded.micros",
        named_params! { ":day": day(now), ":micros": micros },
    )
    .map(drop)
}

pub(in crate::replies) fn settings(conn: &ReadConn) -> Result<Option<Settings>, StorageError> {
    conn.optional(
        "SELECT mode, burst_wait_ms, decline_text, hand_off_text, monthly_budget_micros, daily_budget_micros,
                small_from_percent, answers_per_hour, answers_per_day, personality, repeat_order,
                escalate_minutes, escalate_to, escalate_tells_customer, languages, remembers
           FROM reply_setting WHERE id = 1",
        [],
        |row| {
            let texts = |column: &str| {
                row.get::<_, String>(column).map(|text| serde_json::from_str(&text).unwrap_or_default())
            };
            Ok(Settings {
                mode: row.get("mode")?,
                burst_wait: Duration::from_millis(count(row, "burst_wait_ms")?),
                decline_text: texts("decline_text")?,
                hand_off_text: texts("hand_off_text")?,
                budget: Limits {
                    month: row.get("monthly_budget_micros")?,
                    day: row.get("daily_budget_micros")?,
                    small_from_percent: row.get("small_from_percent")?,
                },
                answers_per_hour: row.get("answers_per_hour")?,
                answers_per_day: row.get("answers_per_day")?,
                personality: serde_json::from_str(&row.get::<_, String>("personality")?).unwrap_or_default(),
                repeat_order: row.get("repeat_order")?,
                escalation: escalation(row)?,
                languages: serde_json::from_str(&row.get::<_, String>("languages")?).unwrap_or_default(),
                remembers: row.get("remembers")?,
            })
        },
    )
}

fn escalation(row: &Row<'_>) -> rusqlite::Result<Option<Escalation>> {
    let minutes: Option<u32> = row.get("escalate_minutes")?;
    let (to, tells_customer) = (row.get("escalate_to")?, row.get("escalate_tells_customer")?);
    Ok(minutes.map(|minutes| Escalation {
        after: Duration::from_mins(u64::from(minutes)),
        to,
        tells_customer,
    }))
}

pub(in crate::replies) fn save_settings(tx: &WriteTx, settings: &Settings) -> Result<(), StorageError> {
    tx.execute(
        "INSERT OR REPLACE INTO reply_setting
                (id, mode, burst_wait_ms, decline_text, hand_off_text, monthly_budget_micros, daily_budget_micros,
                 small_from_percent, answers_per_hour, answers_per_day, personality, repeat_order,
                 escalate_minutes, escalate_to, escalate_tells_customer, languages, remembers, changed_at_ms)
         VALUES (1, :mode, :burst_wait_ms, :decline_text, :hand_off_text, :month, :day, :small_from_percent,
                 :answers_per_hour, :answers_per_day, :personality, :repeat_order,
                 :escalate_minutes, :escalate_to, :escalate_tells_customer, :languages, :remembers, :now)",
        named_params! {
            ":mode": settings.mode,
            ":burst_wait_ms": i64::try_from(settings.burst_wait.as_millis()).unwrap_or(i64::MAX),
            ":decline_text": json(&settings.decline_text),
            ":hand_off_text": json(&settings.hand_off_text),
            ":month": settings.budget.month,
            ":day": settings.budget.day,
            ":small_from_percent": settings.budget.small_from_percent,
            ":answers_per_hour": settings.answers_per_hour,
            ":answers_per_day": settings.answers_per_day,
            ":personality": json(&settings.personality),
            ":repeat_order": settings.repeat_order,
            ":escalate_minutes": settings.escalation.map(|escalation| whole(escalation.after.as_secs() / 60)),
            ":escalate_to": settings.escalation.and_then(|escalation| escalation.to),
            ":languages": json(&settings.languages),
            ":escalate_tells_customer": settings.escalation.is_some_and(|escalation| escalation.tells_customer),
            ":remembers": settings.remembers,
            ":now": tx.now(),
        },
    )?;
    Ok(())
}
