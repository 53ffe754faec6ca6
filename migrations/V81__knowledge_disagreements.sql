-- knowledge: what sources state, record by record, and where two of them disagree.

-- Made anew whenever the pieces of a source are. `detail` is read by whoever compares.
CREATE TABLE knowledge_statement (
    id        INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL REFERENCES knowledge_source (id) ON DELETE CASCADE,
    chunk_id  INTEGER NOT NULL REFERENCES knowledge_chunk (id) ON DELETE CASCADE,
    kind      TEXT    NOT NULL CHECK (kind IN ('hours', 'price', 'threshold', 'phone', 'email', 'address')),
    -- Only statements that share it are compared.
    about     TEXT    NOT NULL,
    -- The same for the same words about the same thing, wherever they stand.
    said      TEXT    NOT NULL,
    -- As it stands in the piece.
    text      TEXT    NOT NULL,
    -- 1: these words state nothing else.
    alone     INTEGER NOT NULL CHECK (alone IN (0, 1)),
    detail    TEXT    NOT NULL CHECK (json_valid(detail))
) STRICT;
CREATE INDEX knowledge_statement_about ON knowledge_statement (about, source_id);
CREATE INDEX knowledge_statement_said ON knowledge_statement (said, source_id);
CREATE INDEX knowledge_statement_of_source ON knowledge_statement (source_id);
CREATE INDEX knowledge_statement_in_chunk ON knowledge_statement (chunk_id);

-- Two things said that cannot both be. It names words, not rows: a decision holds as long as the words stand, and wherever.
CREATE TABLE knowledge_disagreement (
    id            INTEGER PRIMARY KEY,
    kind          TEXT    NOT NULL,
    about         TEXT    NOT NULL,
    one           TEXT    NOT NULL,
    other         TEXT    NOT NULL,
    -- Which of them counts; `both`: they do not disagree. Nobody decided while it is null.
    winner        TEXT    CHECK (winner IN ('one', 'other', 'both')),
    found_at_ms   INTEGER NOT NULL,
    decided_at_ms INTEGER,
    UNIQUE (one, other),
    CHECK ((winner IS NULL) = (decided_at_ms IS NULL))
) STRICT;
CREATE INDEX knowledge_disagreement_other ON knowledge_disagreement (other);

-- 1: its statements are read.
ALTER TABLE knowledge_source ADD COLUMN compared INTEGER NOT NULL DEFAULT 0 CHECK (compared IN (0, 1));
