-- A customer who filled a basket twice within a month and ordered neither time.
-- scope: customers
-- pressing: 65
-- :baskets = 2
-- :look_back_days = 30
-- :waiting_hours = 3         a basket younger than this may still be ordered
WITH abandoned AS (
    SELECT b.contact_id, count(*) AS baskets, max(b.abandoned_at_ms) AS last_at_ms, b.currency,
           max(b.total_micros) AS largest_micros
      FROM orders_basket_v1 b
     WHERE b.contact_id BETWEEN :first_contact AND :last_contact AND b.ordered_at_ms IS NULL
       AND b.abandoned_at_ms BETWEEN :now_ms - :look_back_days * 86400000 AND :now_ms - :waiting_hours * 3600000
       AND NOT EXISTS (SELECT 1 FROM orders_order_v1 o
                        WHERE o.contact_id = b.contact_id AND o.placed_at_ms >= b.abandoned_at_ms
                          AND o.state NOT IN ('cancelled', 'payment_failed'))
     GROUP BY b.contact_id
)
SELECT a.contact_id AS subject, a.contact_id,
       json_object('baskets', a.baskets, 'last_at_ms', a.last_at_ms, 'currency', a.currency,
                   'largest_micros', a.largest_micros) AS evidence
  FROM abandoned a
  JOIN inbox_contact_v1 p ON p.contact_id = a.contact_id
 WHERE a.baskets >= :baskets AND p.suppressed_scope IS NULL AND p.blocked = 0
