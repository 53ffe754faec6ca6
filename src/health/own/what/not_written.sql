-- has written before, and not for so many days
SELECT c.contact_id,
       json_object('last_message_at_ms', max(m.sent_at_ms), 'days', (:now_ms - max(m.sent_at_ms)) / 86400000) AS evidence
  FROM inbox_conversation_v1 c
  JOIN inbox_message_v1 m ON m.conversation_id = c.conversation_id
 WHERE c.contact_id BETWEEN :first_contact AND :last_contact AND c.practice = 0 AND m.direction = 'in'
   AND m.message_id >= (:now_ms - :look_back_days * 86400000) << 12
 GROUP BY c.contact_id
HAVING max(m.sent_at_ms) <= :now_ms - :days * 86400000
