-- Who transcribes voice notes.
ALTER TABLE llm_setting ADD COLUMN transcription_provider TEXT NOT NULL DEFAULT 'none'
    CHECK (transcription_provider IN ('none', 'openai'));
ALTER TABLE llm_setting ADD COLUMN transcription_model TEXT NOT NULL DEFAULT '';
ALTER TABLE llm_setting ADD COLUMN transcription_base_url TEXT;
ALTER TABLE llm_setting ADD COLUMN transcription_key BLOB;

-- Models are also asked to transcribe and to describe.
ALTER TABLE reply_usage RENAME TO reply_usage_before;
CREATE TABLE reply_usage (
    day                 TEXT NOT NULL,
    task                TEXT NOT NULL CHECK (task IN ('sort', 'answer', 'talk', 'check', 'transcribe', 'describe')),
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
