-- has ordered before, and not for so many days
SELECT o.contact_id,
       json_object('orders', count(*), 'last_order_at_ms', max(o.placed_at_ms),
                   'days', (:now_ms - max(o.placed_at_ms)) / 86400000) AS evidence
  FROM orders_order_v1 o
 WHERE o.contact_id BETWEEN :first_contact AND :last_contact
   AND o.state NOT IN ('cancelled', 'refunded', 'payment_failed')
   AND o.placed_at_ms >= :now_ms - :look_back_days * 86400000
 GROUP BY o.contact_id
HAVING max(o.placed_at_ms) <= :now_ms - :days * 86400000
