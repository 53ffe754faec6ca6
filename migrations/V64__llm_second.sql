-- A cheaper model that sorts questions, and a second place to ask when the first one fails.
ALTER TABLE llm_setting ADD COLUMN chat_intent_model TEXT NOT NULL DEFAULT '';
ALTER TABLE llm_setting ADD COLUMN second_provider TEXT NOT NULL DEFAULT 'builtin'
    CHECK (second_provider IN ('builtin', 'bedrock', 'anthropic', 'openai'));
ALTER TABLE llm_setting ADD COLUMN second_model TEXT NOT NULL DEFAULT '';
ALTER TABLE llm_setting ADD COLUMN second_intent_model TEXT NOT NULL DEFAULT '';
ALTER TABLE llm_setting ADD COLUMN second_base_url TEXT;
ALTER TABLE llm_setting ADD COLUMN second_region TEXT;
ALTER TABLE llm_setting ADD COLUMN second_key BLOB;
