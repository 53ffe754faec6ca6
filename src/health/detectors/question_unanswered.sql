-- A customer's message that nobody has answered for a day.
-- scope: customers
-- purpose: utility
-- pressing: 90
-- :waiting_hours = 24
-- :forgotten_days = 30       an older question is asked anew, not answered
WITH waiting AS (
    SELECT c.contact_id, count(*) AS messages, min(m.sent_at_ms) AS since_ms, max(u.with_person) AS with_person
      FROM inbox_unanswered_v1 u
      JOIN inbox_conversation_v1 c ON c.conversation_id = u.conversation_id
      JOIN inbox_message_v1 m ON m.message_id = u.message_id
     WHERE c.contact_id BETWEEN :first_contact AND :last_contact AND c.practice = 0 AND c.status <> 'done'
       AND m.revoked_at_ms IS NULL AND m.sent_at_ms >= :now_ms - :forgotten_days * 86400000
     GROUP BY c.contact_id
)
SELECT w.contact_id AS subject, w.contact_id,
       json_object('messages', w.messages, 'waiting_since_ms', w.since_ms,
                   'hours', (:now_ms - w.since_ms) / 3600000, 'with_person', w.with_person) AS evidence
  FROM waiting w
  JOIN inbox_contact_v1 p ON p.contact_id = w.contact_id
 WHERE w.since_ms <= :now_ms - :waiting_hours * 3600000 AND p.blocked = 0
