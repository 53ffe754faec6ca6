-- ordered a product so many days ago or earlier, and not again since
SELECT o.contact_id,
       json_object('product', max(i.name), 'orders', count(DISTINCT o.order_id), 'last_order_at_ms', max(o.placed_at_ms),
                   'days', (:now_ms - max(o.placed_at_ms)) / 86400000) AS evidence
  FROM orders_order_v1 o
  JOIN orders_item_v1 i ON i.order_id = o.order_id
 WHERE o.contact_id BETWEEN :first_contact AND :last_contact
   AND o.state NOT IN ('cancelled', 'refunded', 'payment_failed')
   AND o.placed_at_ms >= :now_ms - :look_back_days * 86400000
   AND (instr(folded(i.name), folded(:product)) > 0 OR folded(i.sku) = folded(:product))
 GROUP BY o.contact_id
HAVING max(o.placed_at_ms) <= :now_ms - :days * 86400000
