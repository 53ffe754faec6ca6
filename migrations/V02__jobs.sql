-- Work that survives a crash.
CREATE TABLE job (
    id            INTEGER PRIMARY KEY,
    kind          TEXT NOT NULL,
    payload       TEXT NOT NULL,
    -- Of one kind and key only one job waits.
    key           TEXT,
    -- Jobs of one lane run one at a time, in the order they were made.
    lane          TEXT,
    state         TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'dead')),
    run_at_ms     INTEGER NOT NULL,
    attempts      INTEGER NOT NULL DEFAULT 0,
    last_error    TEXT,
    created_at_ms INTEGER NOT NULL,
    updated_at_ms INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX job_one_waiting ON job (kind, key) WHERE state = 'waiting' AND key IS NOT NULL;
CREATE INDEX job_due ON job (run_at_ms, id) WHERE state = 'waiting';
CREATE INDEX job_lane ON job (lane, id) WHERE lane IS NOT NULL AND state <> 'dead';
CREATE INDEX job_by_state ON job (state, id);
