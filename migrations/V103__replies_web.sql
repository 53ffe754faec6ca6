-- A run may search the web, a step of its own, and have passages put into order: both are calls that cost.
ALTER TABLE reply_step RENAME TO reply_step_before;
CREATE TABLE reply_step (
    run_id        INTEGER NOT NULL REFERENCES reply_run (id),
    position      INTEGER NOT NULL,
    name          TEXT NOT NULL CHECK (name IN ('understand', 'search', 'search_web', 'write', 'check', 'rewrite', 'decide')),
    started_at_ms INTEGER NOT NULL,
    duration_ms   INTEGER NOT NULL,
    outcome       TEXT NOT NULL,
    PRIMARY KEY (run_id, position)
) STRICT, WITHOUT ROWID;
INSERT INTO reply_step (run_id, position, name, started_at_ms, duration_ms, outcome)
SELECT run_id, position, name, started_at_ms, duration_ms, outcome FROM reply_step_before;
DROP TABLE reply_step_before;

ALTER TABLE reply_usage RENAME TO reply_usage_before;
CREATE TABLE reply_usage (
    day                 TEXT NOT NULL,
    task                TEXT NOT NULL CHECK (task IN ('sort', 'answer', 'talk', 'check', 'transcribe', 'describe', 'summarise',
                                                      'remember', 'search_web', 'rerank')),
    provider            TEXT NOT NULL,
    model               TEXT NOT NULL,
    calls               INTEGER NOT NULL,
    failures            INTEGER NOT NULL,
    input_tokens        INTEGER NOT NULL,
    output_tokens       INTEGER NOT NULL,
    cached_input_tokens INTEGER NOT NULL,
    cache_write_tokens  INTEGER NOT NULL,
    micros              INTEGER NOT NULL,
    -- Calls of a model whose price is not known: their cost is in no sum.
    unpriced            INTEGER NOT NULL,
    PRIMARY KEY (day, task, provider, model)
) STRICT, WITHOUT ROWID;
INSERT INTO reply_usage (day, task, provider, model, calls, failures, input_tokens, output_tokens, cached_input_tokens,
                         cache_write_tokens, micros, unpriced)
SELECT day, task, provider, model, calls, failures, input_tokens, output_tokens, cached_input_tokens, cache_write_tokens,
       micros, unpriced
  FROM reply_usage_before;
DROP TABLE reply_usage_before;
