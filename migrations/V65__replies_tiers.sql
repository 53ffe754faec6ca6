-- What each question to a model used, who handled a turn, and which kind of model it took.
ALTER TABLE reply_run ADD COLUMN cache_write_tokens INTEGER NOT NULL DEFAULT 0;
ALTER TABLE reply_run ADD COLUMN calls TEXT NOT NULL DEFAULT '[]';
ALTER TABLE reply_run ADD COLUMN handler TEXT CHECK (handler IN ('knowledge', 'fixed_fact', 'small_talk', 'clarification',
    'order', 'booking', 'hand_off', 'out_of_scope'));
ALTER TABLE reply_run ADD COLUMN tier TEXT CHECK (tier IN ('none', 'small', 'large', 'built_in'));

-- What models were asked for, by day in UTC. Stays when conversations go.
CREATE TABLE reply_usage (
    day                 TEXT NOT NULL,
    task                TEXT NOT NULL CHECK (task IN ('sort', 'answer', 'talk', 'check')),
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

-- Turns that came to an end, by day in UTC and by the kind of model they took.
CREATE TABLE reply_tier (
    day    TEXT NOT NULL,
    tier   TEXT NOT NULL CHECK (tier IN ('none', 'small', 'large', 'built_in')),
    turns  INTEGER NOT NULL,
    micros INTEGER NOT NULL,
    PRIMARY KEY (day, tier)
) STRICT, WITHOUT ROWID;
