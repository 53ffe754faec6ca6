-- knowledge: what the shop knows, and what makes it findable.
-- Vectors lie in one `vec0` table for each embedding model, named knowledge_vector_<model id> and
-- made with the model's row; the id of a vector is the id of the chunk or phrasing it stands for.

CREATE TABLE knowledge_source (
    id             INTEGER PRIMARY KEY,
    kind           TEXT    NOT NULL CHECK (kind IN ('text', 'faq', 'file', 'page')),
    title          TEXT    NOT NULL,
    state          TEXT    NOT NULL CHECK (state IN ('queued', 'working', 'ready', 'failed')),
    reason_code    TEXT,
    reason_message TEXT,
    -- What the original is: text, markdown, html, csv, pdf, docx. Files only.
    document_kind  TEXT    CHECK ((document_kind IS NOT NULL) = (kind = 'file')),
    url            TEXT    CHECK ((url IS NOT NULL) = (kind = 'page')),
    -- Bytes as given: the text, the pairs, the file, the page's text.
    bytes          INTEGER NOT NULL,
    chunks         INTEGER NOT NULL DEFAULT 0,
    -- Percent of the work done while `working`.
    progress       INTEGER NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
    -- Counts changes of the content: work begun on an older one is thrown away.
    revision       INTEGER NOT NULL DEFAULT 1,
    created_at_ms  INTEGER NOT NULL,
    updated_at_ms  INTEGER NOT NULL,
    CHECK ((state = 'failed') = (reason_code IS NOT NULL)),
    CHECK ((reason_code IS NULL) = (reason_message IS NULL))
) STRICT;

CREATE TABLE knowledge_content (
    source_id INTEGER PRIMARY KEY REFERENCES knowledge_source (id) ON DELETE CASCADE,
    -- Typed by a person, or taken out of the original.
    text      TEXT,
    -- [{"question","answer","phrasings":[]}]
    pairs     TEXT CHECK (pairs IS NULL OR json_valid(pairs)),
    original  BLOB
) STRICT;

CREATE TABLE knowledge_chunk (
    id        INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL REFERENCES knowledge_source (id) ON DELETE CASCADE,
    position  INTEGER NOT NULL,
    heading   TEXT    NOT NULL,
    text      TEXT    NOT NULL,
    -- Of a question with its answer: the question; `text` is the answer.
    question  TEXT,
    tokens    INTEGER NOT NULL
) STRICT;
CREATE INDEX knowledge_chunk_by_source ON knowledge_chunk (source_id, position);

-- Ways to ask for one chunk, the question itself first.
CREATE TABLE knowledge_phrasing (
    id       INTEGER PRIMARY KEY,
    chunk_id INTEGER NOT NULL REFERENCES knowledge_chunk (id) ON DELETE CASCADE,
    text     TEXT    NOT NULL
) STRICT;
CREATE INDEX knowledge_phrasing_by_chunk ON knowledge_phrasing (chunk_id);

CREATE TABLE knowledge_embedding_model (
    id               INTEGER PRIMARY KEY,
    provider         TEXT    NOT NULL,
    model            TEXT    NOT NULL,
    -- As the settings ask; 0 when they leave it to the model.
    asked_dimensions INTEGER NOT NULL,
    -- As its vectors have them.
    dimensions       INTEGER NOT NULL CHECK (dimensions BETWEEN 1 AND 8192),
    created_at_ms    INTEGER NOT NULL,
    UNIQUE (provider, model, asked_dimensions)
) STRICT;

-- Which entries have their vector in a model's table.
CREATE TABLE knowledge_embedded (
    model_id INTEGER NOT NULL REFERENCES knowledge_embedding_model (id) ON DELETE CASCADE,
    entry_id INTEGER NOT NULL,
    PRIMARY KEY (model_id, entry_id)
) STRICT, WITHOUT ROWID;
