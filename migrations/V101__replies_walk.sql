-- replies: the walk. Once a month the whole way of a customer is gone with a customer of nobody's phone, and what became of each
-- step is kept.

CREATE TABLE reply_walk (
    id              INTEGER PRIMARY KEY,
    state           TEXT    NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'stopped', 'out_of_money', 'interrupted')),
    -- Somebody wanted one, a month was over, or the one before was cut off.
    cause           TEXT    NOT NULL CHECK (cause IN ('asked', 'monthly', 'again')),
    -- What its customer writes, as a tag.
    language        TEXT    NOT NULL,
    person_id       INTEGER,
    -- Its own customer on the practice number, until they are taken away.
    customer_id     INTEGER,
    contact_id      INTEGER,
    conversation_id INTEGER,
    made_at_ms      INTEGER NOT NULL,
    ended_at_ms     INTEGER CHECK ((state IN ('waiting', 'running')) = (ended_at_ms IS NULL))
) STRICT;

-- Two never walk at once.
CREATE UNIQUE INDEX reply_walk_open ON reply_walk (ended_at_ms IS NULL) WHERE ended_at_ms IS NULL;

CREATE TABLE reply_walk_step (
    walk_id         INTEGER NOT NULL REFERENCES reply_walk (id) ON DELETE CASCADE,
    position        INTEGER NOT NULL,
    kind            TEXT    NOT NULL,
    state           TEXT    NOT NULL CHECK (state IN ('waiting', 'asked', 'done', 'left_out')),
    -- The question as it stood then, with what must happen, as JSON; nothing where the step has its own rule.
    question        TEXT,
    -- Whose words the question is: it goes when they are erased.
    conversation_id INTEGER,
    -- The last message there was when it was asked.
    asked_after     INTEGER,
    asked_at_ms     INTEGER,
    passed          INTEGER CHECK (passed IN (0, 1)),
    -- What was said and read, and how it ended, as JSON.
    outcome         TEXT    NOT NULL DEFAULT '{}',
    PRIMARY KEY (walk_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX reply_walk_step_of ON reply_walk_step (conversation_id) WHERE conversation_id IS NOT NULL;

-- The owner's choice; a row only once they chose.
CREATE TABLE reply_walk_setting (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    monthly INTEGER NOT NULL CHECK (monthly IN (0, 1))
) STRICT;
