-- The owner's rules by which a person is called. A rule that was taken away stays, so that old runs can name it and it can come back.
CREATE TABLE reply_rule (
    id            INTEGER PRIMARY KEY,
    -- The first is asked first; nothing for a rule that was taken away.
    position      INTEGER UNIQUE,
    name          TEXT    NOT NULL,
    -- What must be so, all of it, as JSON.
    conditions    TEXT    NOT NULL,
    deed          TEXT    NOT NULL CHECK (deed IN ('call', 'tell')),
    -- Who is called; nothing for whoever of the team comes first.
    person_id     INTEGER,
    label_id      INTEGER,
    urgent        INTEGER NOT NULL CHECK (urgent IN (0, 1)),
    active        INTEGER NOT NULL CHECK (active IN (0, 1)),
    changed_at_ms INTEGER NOT NULL
) STRICT;

-- Which rules a turn met, as JSON: each with its id, its name and what it did.
ALTER TABLE reply_run ADD COLUMN rules TEXT NOT NULL DEFAULT '[]';
CREATE INDEX reply_run_ruled ON reply_run (id) WHERE rules <> '[]';

-- Whoever waits is told first, also in the quiet hours of those who allow it.
ALTER TABLE conversation ADD COLUMN needs_person_urgent INTEGER NOT NULL DEFAULT 0 CHECK (needs_person_urgent IN (0, 1));
