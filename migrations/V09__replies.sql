-- What became of every turn: runs of the reply pipeline, their steps, what they cost.
CREATE TABLE reply_run (
    id                  INTEGER PRIMARY KEY,
    conversation_id     INTEGER NOT NULL,
    -- The last message of the customer this run answers.
    up_to_message_id    INTEGER NOT NULL,
    asked_by_person     INTEGER NOT NULL CHECK (asked_by_person IN (0, 1)),
    state               TEXT NOT NULL CHECK (state IN ('running', 'done', 'superseded', 'stopped', 'failed')),
    decision            TEXT CHECK (decision IN ('send', 'suggest', 'decline', 'hand_off', 'silent')),
    reason              TEXT,
    intent              TEXT CHECK (intent IN ('knowledge', 'chitchat', 'clarification', 'order', 'hand_off', 'out_of_scope')),
    language            TEXT,
    provider            TEXT,
    model               TEXT,
    input_tokens        INTEGER NOT NULL DEFAULT 0,
    output_tokens       INTEGER NOT NULL DEFAULT 0,
    cached_input_tokens INTEGER NOT NULL DEFAULT 0,
    -- Nothing when the model's price is not known.
    cost_micros         INTEGER,
    -- The answer as it was last written, sent or not.
    text                TEXT,
    passages            TEXT NOT NULL DEFAULT '[]',
    checks              TEXT NOT NULL DEFAULT '[]',
    started_at_ms       INTEGER NOT NULL,
    ended_at_ms         INTEGER CHECK ((state = 'running') = (ended_at_ms IS NULL))
) STRICT;

CREATE INDEX reply_run_of_conversation ON reply_run (conversation_id, id);

CREATE TABLE reply_step (
    run_id        INTEGER NOT NULL REFERENCES reply_run (id),
    position      INTEGER NOT NULL,
    name          TEXT NOT NULL CHECK (name IN ('understand', 'search', 'write', 'check', 'rewrite', 'decide')),
    started_at_ms INTEGER NOT NULL,
    duration_ms   INTEGER NOT NULL,
    outcome       TEXT NOT NULL,
    PRIMARY KEY (run_id, position)
) STRICT, WITHOUT ROWID;

-- What models cost, by calendar month in UTC.
CREATE TABLE reply_spending (
    month   TEXT PRIMARY KEY,
    micros  INTEGER NOT NULL,
    answers INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE reply_setting (
    id                    INTEGER PRIMARY KEY CHECK (id = 1),
    mode                  TEXT NOT NULL CHECK (mode IN ('answer', 'suggest', 'off')),
    burst_wait_ms         INTEGER NOT NULL CHECK (burst_wait_ms BETWEEN 0 AND 12000),
    decline_text          TEXT NOT NULL,
    hand_off_text         TEXT NOT NULL,
    monthly_budget_micros INTEGER CHECK (monthly_budget_micros >= 0),
    changed_at_ms         INTEGER NOT NULL
) STRICT;
