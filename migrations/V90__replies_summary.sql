-- What a conversation came to, for whoever takes it over and for a model that is shown its end only.
CREATE TABLE reply_summary (
    conversation_id  INTEGER PRIMARY KEY,
    -- Lines by what they tell, as JSON; nothing until it is written for the first time, and then all of the next five.
    lines            TEXT,
    language         TEXT,
    -- The last message it knows.
    up_to_message_id INTEGER,
    model            TEXT,
    made_at_ms       INTEGER,
    -- Since when it is being written anew; nothing when it is not.
    asked_at_ms      INTEGER,
    -- Why it could not be written last.
    fault            TEXT CHECK (fault IN ('budget_spent', 'unreachable', 'nothing_held'))
) STRICT;

-- Models are also asked to sum up, and to find what a customer says of themselves.
ALTER TABLE reply_usage RENAME TO reply_usage_before;
CREATE TABLE reply_usage (
    day                 TEXT NOT NULL,
    task                TEXT NOT NULL CHECK (task IN ('sort', 'answer', 'talk', 'check', 'transcribe', 'describe', 'summarise', 'remember')),
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
