-- Whoever presses stands first where work is looked for: urgent ones, then the angry and those nobody came to in time.

ALTER TABLE conversation ADD COLUMN needs_person_angry INTEGER NOT NULL DEFAULT 0 CHECK (needs_person_angry IN (0, 1));
-- Since when somebody waits, however often a person was called meanwhile.
ALTER TABLE conversation ADD COLUMN needs_person_since_ms INTEGER;
UPDATE conversation SET needs_person_since_ms = needs_person_at_ms WHERE needs_person_reason IS NOT NULL;
-- When somebody else was told of them, because nobody came.
ALTER TABLE conversation ADD COLUMN needs_person_escalated_at_ms INTEGER;

-- The order of lists of work: `sort_key`, above it those who press. An id stays below 2^53.
ALTER TABLE conversation ADD COLUMN work_key INTEGER NOT NULL GENERATED ALWAYS AS (sort_key + ((CASE
    WHEN needs_person_reason IS NULL OR status <> 'open' THEN 0
    WHEN needs_person_urgent = 1 THEN 2
    WHEN needs_person_angry = 1 OR needs_person_escalated_at_ms IS NOT NULL THEN 1
    ELSE 0 END) << 56)) VIRTUAL;

DROP INDEX conversation_by_queue;
CREATE INDEX conversation_by_queue ON conversation (queue, work_key);
DROP INDEX conversation_by_assignee;
CREATE INDEX conversation_by_assignee ON conversation (assignee_id, work_key) WHERE status = 'open' AND merged_into IS NULL;
DROP INDEX conversation_of_person_in_queue;
CREATE INDEX conversation_of_person_in_queue ON conversation (assignee_id, queue, work_key)
    WHERE assignee_id IS NOT NULL AND merged_into IS NULL;

-- Dangers that people already wait for.
UPDATE conversation SET needs_person_urgent = 1 WHERE needs_person_reason = 'emergency' AND needs_person_urgent = 0;
