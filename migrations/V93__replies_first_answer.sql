-- That the shop does not know this is no first answer.
UPDATE reply_turn SET first_answer_ms = NULL WHERE outcome = 'declined';

-- What became of conversations, as lines of their threads that only the team sees, with the run each names.
CREATE VIEW inbox_event_v2 AS
SELECT
    m.id AS event_id,
    m.conversation_id AS conversation_id,
    json_extract(m.content, '$.event') AS event, -- `handed_over`, `suggestion_dismissed`, `done`, `reopened`, …
    CAST(json_extract(m.content, '$.run_id') AS INTEGER) AS run_id, -- of a hand-over and of a suggestion; null: of none
    m.person_id AS person_id, -- who did it; null: nobody of the team
    m.sent_at_ms AS at_ms
FROM message m
WHERE m.kind = 'event';
