-- left a basket within so many days, three hours ago or earlier, and has not ordered since
SELECT b.contact_id,
       json_object('baskets', count(*), 'last_at_ms', max(b.abandoned_at_ms), 'currency', b.currency,
                   'largest_micros', max(b.total_micros)) AS evidence
  FROM orders_basket_v1 b
 WHERE b.contact_id BETWEEN :first_contact AND :last_contact AND b.ordered_at_ms IS NULL
   AND b.abandoned_at_ms BETWEEN :now_ms - :days * 86400000 AND :now_ms - 3 * 3600000
   AND NOT EXISTS (SELECT 1 FROM orders_order_v1 o
                    WHERE o.contact_id = b.contact_id AND o.placed_at_ms >= b.abandoned_at_ms
                      AND o.state NOT IN ('cancelled', 'payment_failed'))
 GROUP BY b.contact_id
