-- knowledge: when a source counts. It is asked at question time, by the clock; nothing has to run for it.

ALTER TABLE knowledge_source ADD COLUMN enabled INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1));
-- From when, and until when; always where not set.
ALTER TABLE knowledge_source ADD COLUMN counts_from_ms INTEGER;
ALTER TABLE knowledge_source ADD COLUMN counts_until_ms INTEGER
    CHECK (counts_until_ms IS NULL OR counts_from_ms IS NULL OR counts_until_ms > counts_from_ms);
CREATE INDEX knowledge_source_limited ON knowledge_source (id)
    WHERE enabled = 0 OR counts_from_ms IS NOT NULL OR counts_until_ms IS NOT NULL;
