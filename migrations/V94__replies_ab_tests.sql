-- replies: two versions of the instructions that write answers, tried on customers at the same time.
CREATE TABLE reply_ab_test (
    id            INTEGER PRIMARY KEY,
    -- Versions of the prompt `knowledge`; nothing for what ships.
    a_version     INTEGER,
    b_version     INTEGER,
    started_at_ms INTEGER NOT NULL,
    started_by    INTEGER,
    ended_at_ms   INTEGER,
    ended_by      INTEGER,
    -- Which of them is used since.
    chosen        TEXT CHECK (chosen IN ('a', 'b')),
    -- What had come of it at its end, as JSON.
    result        TEXT,
    CHECK ((ended_at_ms IS NULL) = (chosen IS NULL) AND (ended_at_ms IS NULL) = (result IS NULL)),
    CHECK (a_version IS NOT b_version)
) STRICT;

-- One at a time.
CREATE UNIQUE INDEX reply_ab_test_running ON reply_ab_test (ended_at_ms IS NULL) WHERE ended_at_ms IS NULL;
