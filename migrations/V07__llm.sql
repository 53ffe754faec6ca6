-- Which models answer and embed. One row; keys are sealed by the vault.
CREATE TABLE llm_setting (
    id                   INTEGER PRIMARY KEY CHECK (id = 1),
    chat_provider        TEXT NOT NULL CHECK (chat_provider IN ('builtin', 'bedrock', 'anthropic', 'openai')),
    chat_model           TEXT NOT NULL,
    chat_base_url        TEXT,
    chat_region          TEXT,
    chat_key             BLOB,
    embedding_provider   TEXT NOT NULL CHECK (embedding_provider IN ('none', 'bedrock', 'openai', 'voyage')),
    embedding_model      TEXT NOT NULL,
    embedding_base_url   TEXT,
    embedding_region     TEXT,
    embedding_dimensions INTEGER CHECK (embedding_dimensions BETWEEN 64 AND 4096),
    embedding_key        BLOB,
    max_output_tokens    INTEGER NOT NULL CHECK (max_output_tokens BETWEEN 64 AND 4096),
    timeout_seconds      INTEGER NOT NULL CHECK (timeout_seconds BETWEEN 5 AND 300),
    changed_at_ms        INTEGER NOT NULL
) STRICT;
