-- first wrote so many days ago or earlier, and has never ordered
SELECT c.contact_id,
       json_object('first_message_at_ms', min(m.sent_at_ms), 'days', (:now_ms - min(m.sent_at_ms)) / 86400000) AS evidence
  FROM inbox_conversation_v1 c
  JOIN inbox_message_v1 m ON m.conversation_id = c.conversation_id
 WHERE c.contact_id BETWEEN :first_contact AND :last_contact AND c.practice = 0 AND m.direction = 'in'
   AND m.message_id >= (:now_ms - :look_back_days * 86400000) << 12
   -- In a shop whose orders are not in the book nobody has ordered, which says nothing.
   AND EXISTS (SELECT 1 FROM orders_order_v1)
   AND NOT EXISTS (SELECT 1 FROM orders_order_v1 o WHERE o.contact_id = c.contact_id)
 GROUP BY c.contact_id
HAVING min(m.sent_at_ms) <= :now_ms - :days * 86400000
