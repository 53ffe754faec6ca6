-- A customer whose payment failed in the last days and who has not ordered since.
-- scope: customers
-- purpose: utility
-- pressing: 80
-- :waiting_hours = 1         a customer may try again at once
-- :look_back_days = 7
WITH failed AS (
    SELECT o.contact_id, o.order_id, o.number, o.currency, o.total_micros, o.placed_at_ms, o.state_at_ms,
           row_number() OVER (PARTITION BY o.contact_id ORDER BY o.state_at_ms DESC, o.order_id DESC) AS place,
           count(*) OVER (PARTITION BY o.contact_id) AS orders
      FROM orders_order_v1 o
     WHERE o.contact_id BETWEEN :first_contact AND :last_contact AND o.state = 'payment_failed'
       AND o.state_at_ms BETWEEN :now_ms - :look_back_days * 86400000 AND :now_ms - :waiting_hours * 3600000
       AND NOT EXISTS (SELECT 1 FROM orders_order_v1 later
                        WHERE later.contact_id = o.contact_id AND later.placed_at_ms >= o.placed_at_ms
                          AND later.order_id <> o.order_id AND later.state IN ('placed', 'paid', 'shipped', 'delivered'))
)
SELECT f.contact_id AS subject, f.contact_id,
       json_object('number', f.number, 'currency', f.currency, 'total_micros', f.total_micros,
                   'failed_at_ms', f.state_at_ms, 'orders', f.orders) AS evidence
  FROM failed f
  JOIN inbox_contact_v1 p ON p.contact_id = f.contact_id
 WHERE f.place = 1 AND p.blocked = 0
