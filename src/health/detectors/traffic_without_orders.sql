-- A customer who writes and writes and has never ordered: something keeps them from it.
-- scope: customers
-- pressing: 35
-- :messages = 15             within the look back
-- :days_with_messages = 3    different days: one long talk is no coming back
-- :look_back_days = 30
WITH inbound AS (
    SELECT c.contact_id, count(*) AS messages, max(m.sent_at_ms) AS last_at_ms,
           count(DISTINCT m.sent_at_ms / 86400000) AS days
      FROM inbox_conversation_v1 c
      JOIN inbox_message_v1 m ON m.conversation_id = c.conversation_id
     WHERE c.contact_id BETWEEN :first_contact AND :last_contact AND c.practice = 0
       AND m.direction = 'in' AND m.message_id >= (:now_ms - :look_back_days * 86400000) << 12
     GROUP BY c.contact_id
)
SELECT i.contact_id AS subject, i.contact_id,
       json_object('messages', i.messages, 'days', i.days, 'last_message_at_ms', i.last_at_ms) AS evidence
  FROM inbound i
  JOIN inbox_contact_v1 p ON p.contact_id = i.contact_id
 WHERE i.messages >= :messages AND i.days >= :days_with_messages
   -- In a shop whose orders are not in the book nobody has ordered, which says nothing.
   AND EXISTS (SELECT 1 FROM orders_order_v1)
   AND NOT EXISTS (SELECT 1 FROM orders_order_v1 o WHERE o.contact_id = i.contact_id)
   AND p.suppressed_scope IS NULL AND p.blocked = 0
