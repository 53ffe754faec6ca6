-- Who puts found passages into another order before they are shown to the model that writes.
ALTER TABLE llm_setting ADD COLUMN rerank_provider TEXT NOT NULL DEFAULT 'none'
    CHECK (rerank_provider IN ('none', 'model', 'bedrock', 'voyage', 'cohere'));
ALTER TABLE llm_setting ADD COLUMN rerank_model TEXT NOT NULL DEFAULT '';
ALTER TABLE llm_setting ADD COLUMN rerank_base_url TEXT;
ALTER TABLE llm_setting ADD COLUMN rerank_region TEXT;
ALTER TABLE llm_setting ADD COLUMN rerank_key BLOB;
