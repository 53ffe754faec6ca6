-- Whoever waits for a person stands above all other work, and of those who press alike whoever has waited longest stands first.

-- The ticket of a wait: an id drawn when it began, so that no two are alike.
ALTER TABLE conversation ADD COLUMN needs_person_ticket INTEGER;
UPDATE conversation SET needs_person_ticket = drawn.ticket
  FROM (SELECT id, (since_ms << 12) + row_number() OVER (PARTITION BY since_ms ORDER BY id) - 1 AS ticket
          FROM (SELECT id, ifnull(needs_person_since_ms, needs_person_at_ms) AS since_ms
                  FROM conversation WHERE needs_person_reason IS NOT NULL)) AS drawn
 WHERE conversation.id = drawn.id;

DROP INDEX conversation_by_queue;
DROP INDEX conversation_by_assignee;
DROP INDEX conversation_of_person_in_queue;
ALTER TABLE conversation DROP COLUMN work_key;

-- The order of lists of work, from the greatest down: those who wait for a person by urgency, each group from the lowest ticket up;
-- below them everything else by `sort_key`. An id stays below 2^53.
ALTER TABLE conversation ADD COLUMN work_key INTEGER NOT NULL GENERATED ALWAYS AS (CASE
    WHEN needs_person_reason IS NULL OR status <> 'open' THEN sort_key
    ELSE (1 << 53) - ifnull(needs_person_ticket, id) + ((CASE
        WHEN needs_person_urgent = 1 THEN 3
        WHEN needs_person_angry = 1 OR needs_person_escalated_at_ms IS NOT NULL THEN 2
        ELSE 1 END) << 56) END) VIRTUAL;

CREATE INDEX conversation_by_queue ON conversation (queue, work_key);
CREATE INDEX conversation_by_assignee ON conversation (assignee_id, work_key) WHERE status = 'open' AND merged_into IS NULL;
CREATE INDEX conversation_of_person_in_queue ON conversation (assignee_id, queue, work_key)
    WHERE assignee_id IS NOT NULL AND merged_into IS NULL;
