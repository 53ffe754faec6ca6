-- A customer who wrote ten times or more within a week some time ago, and has not written for seven days.
-- scope: customers
-- pressing: 50
-- :lively_messages = 10      within seven days
-- :silent_days = 7
-- :forgotten_days = 180      a longer silence is no news
WITH inbound AS (
    SELECT c.contact_id, m.sent_at_ms AS at_ms,
           m.sent_at_ms - lag(m.sent_at_ms, :lively_messages - 1)
               OVER (PARTITION BY c.contact_id ORDER BY m.sent_at_ms, m.message_id) AS took_ms
      FROM inbox_conversation_v1 c
      JOIN inbox_message_v1 m ON m.conversation_id = c.conversation_id
     WHERE c.contact_id BETWEEN :first_contact AND :last_contact AND c.practice = 0
       AND m.direction = 'in' AND m.message_id >= (:now_ms - (:forgotten_days + 7) * 86400000) << 12
), history AS (
    SELECT contact_id, count(*) AS messages, max(at_ms) AS last_at_ms,
           max(iif(took_ms <= 604800000, at_ms, NULL)) AS lively_at_ms
      FROM inbound GROUP BY contact_id
)
SELECT h.contact_id AS subject, h.contact_id,
       json_object('messages', h.messages, 'lively_at_ms', h.lively_at_ms, 'last_message_at_ms', h.last_at_ms,
                   'days', (:now_ms - h.last_at_ms) / 86400000) AS evidence
  FROM history h
  JOIN inbox_contact_v1 p ON p.contact_id = h.contact_id
 WHERE h.lively_at_ms IS NOT NULL
   AND h.last_at_ms BETWEEN :now_ms - :forgotten_days * 86400000 AND :now_ms - :silent_days * 86400000
   AND p.suppressed_scope IS NULL AND p.blocked = 0
