-- A customer who ordered on more than one day and has not ordered for sixty days.
-- scope: customers
-- pressing: 40
-- :least_orders = 2
-- :quiet_days = 60
-- :forgotten_days = 365
SELECT o.contact_id AS subject, o.contact_id,
       json_object('orders', count(*), 'last_order_at_ms', max(o.placed_at_ms),
                   'days', (:now_ms - max(o.placed_at_ms)) / 86400000) AS evidence
  FROM orders_order_v1 o
  JOIN inbox_contact_v1 p ON p.contact_id = o.contact_id
 WHERE o.contact_id BETWEEN :first_contact AND :last_contact
   AND o.state NOT IN ('cancelled', 'refunded', 'payment_failed')
   AND p.suppressed_scope IS NULL AND p.blocked = 0
 GROUP BY o.contact_id
HAVING count(DISTINCT o.placed_at_ms / 86400000) >= :least_orders
   AND max(o.placed_at_ms) BETWEEN :now_ms - :forgotten_days * 86400000 AND :now_ms - :quiet_days * 86400000
