-- knowledge: what a source said before, for a look at the difference and a way back.

CREATE TABLE knowledge_version (
    id             INTEGER PRIMARY KEY,
    source_id      INTEGER NOT NULL REFERENCES knowledge_source (id) ON DELETE CASCADE,
    text           TEXT,
    pairs          TEXT    CHECK (pairs IS NULL OR json_valid(pairs)),
    -- 1: a person had corrected what was read.
    corrected      INTEGER NOT NULL CHECK (corrected IN (0, 1)),
    bytes          INTEGER NOT NULL,
    -- Who put something else in its place: a person, or the source itself when it was read again.
    replaced_by    TEXT    NOT NULL CHECK (replaced_by IN ('person', 'reading')),
    replaced_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX knowledge_version_of_source ON knowledge_version (source_id, id);
