SELECT f.contact_id AS subject, f.contact_id, f.evidence
  FROM found f
  JOIN inbox_contact_v1 p ON p.contact_id = f.contact_id
 WHERE p.blocked = 0
   AND (p.suppressed_scope IS NULL OR (:utility AND p.suppressed_scope = 'marketing'))
   AND EXISTS (SELECT 1 FROM inbox_conversation_v1 c WHERE c.contact_id = f.contact_id AND c.practice = 0)
   AND (:language IS NULL OR p.language = :language)
   AND (:labels IS NULL
        OR EXISTS (SELECT 1 FROM inbox_contact_label_v1 l
                    WHERE l.contact_id = f.contact_id AND l.label_id IN (SELECT value FROM json_each(:labels))))
   AND (:orders_at_least IS NULL
        OR (SELECT count(*) FROM orders_order_v1 o
             WHERE o.contact_id = f.contact_id
               AND o.state NOT IN ('cancelled', 'refunded', 'payment_failed')) >= :orders_at_least)
   AND (:spent_micros IS NULL
        OR (SELECT sum(o.total_micros) FROM orders_order_v1 o
             WHERE o.contact_id = f.contact_id AND o.currency = :currency
               AND o.state NOT IN ('cancelled', 'refunded', 'payment_failed')) >= :spent_micros)
   AND (:wrote_within_days IS NULL
        OR EXISTS (SELECT 1 FROM inbox_conversation_v1 c JOIN inbox_message_v1 m ON m.conversation_id = c.conversation_id
                    WHERE c.contact_id = f.contact_id AND c.practice = 0 AND m.direction = 'in'
                      AND m.message_id >= (:now_ms - :wrote_within_days * 86400000) << 12))
