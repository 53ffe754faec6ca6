-- The owner's own words for prompts, every version kept; which one is in use; and how the assistant sounds.
CREATE TABLE reply_prompt (
    name       TEXT NOT NULL CHECK (name IN ('knowledge', 'clarification', 'small_talk')),
    version    INTEGER NOT NULL CHECK (version > 0),
    text       TEXT NOT NULL,
    person_id  INTEGER,
    made_at_ms INTEGER NOT NULL,
    PRIMARY KEY (name, version)
) STRICT, WITHOUT ROWID;

-- A prompt without a row is used as it ships.
CREATE TABLE reply_prompt_in_use (
    name    TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    FOREIGN KEY (name, version) REFERENCES reply_prompt (name, version)
) STRICT, WITHOUT ROWID;

ALTER TABLE reply_setting ADD COLUMN personality TEXT NOT NULL DEFAULT '{}';
ALTER TABLE reply_run ADD COLUMN prompt_version INTEGER;
