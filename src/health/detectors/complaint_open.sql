-- A complaint without a happy end: two days later no person has answered it, or it is not settled and the customer has
-- not ordered since.
-- scope: customers
-- purpose: utility
-- pressing: 85
-- :settle_hours = 48
-- :forgotten_days = 30
WITH complaint AS (
    SELECT c.contact_id, c.conversation_id, c.status, max(h.at_ms) AS at_ms
      FROM inbox_hand_over_v1 h
      JOIN inbox_conversation_v1 c ON c.conversation_id = h.conversation_id
     WHERE c.contact_id BETWEEN :first_contact AND :last_contact AND c.practice = 0 AND h.reason = 'complaint'
       AND h.hand_over_id >= (:now_ms - :forgotten_days * 86400000) << 12
     GROUP BY c.contact_id, c.conversation_id, c.status
), told AS (
    SELECT k.contact_id, k.conversation_id, k.status, k.at_ms,
           (SELECT max(m.sent_at_ms) FROM inbox_message_v1 m
             WHERE m.conversation_id = k.conversation_id AND m.author = 'person' AND m.state <> 'failed'
               AND m.message_id > k.at_ms << 12) AS answered_at_ms
      FROM complaint k
)
SELECT t.contact_id AS subject, t.contact_id,
       json_object('complained_at_ms', max(t.at_ms), 'answered_at_ms', max(t.answered_at_ms),
                   'hours', (:now_ms - max(t.at_ms)) / 3600000) AS evidence
  FROM told t
  JOIN inbox_contact_v1 p ON p.contact_id = t.contact_id
 WHERE t.at_ms <= :now_ms - :settle_hours * 3600000
   AND (t.answered_at_ms IS NULL OR t.status <> 'done')
   AND NOT EXISTS (SELECT 1 FROM orders_order_v1 o
                    WHERE o.contact_id = t.contact_id AND o.placed_at_ms > t.at_ms
                      AND o.state NOT IN ('cancelled', 'refunded', 'payment_failed'))
   AND p.blocked = 0
 GROUP BY t.contact_id
