-- A customer who orders in a rhythm and is late by it: longer without an order than half again their usual pause, and
-- longer than any pause they usually make. Whoever made such a long pause at the same season a year ago is not late.
-- scope: customers
-- pressing: 60
-- :least_orders = 4
-- :late_percent = 150        of the usual pause
-- :lost_percent = 400        of the usual pause: that customer has left, which another detector says
-- :regular_percent = 60      how far the middle pauses may differ from the usual one
-- :least_days = 4            a pause shorter than this is nobody's rhythm
-- :look_back_days = 730
-- :season_days = 45          how far this pause and that of a year ago may begin apart, to be the same season's
WITH placed AS (
    -- Two orders of one day are one visit.
    SELECT o.contact_id, max(o.placed_at_ms) AS at_ms
      FROM orders_order_v1 o
     WHERE o.contact_id BETWEEN :first_contact AND :last_contact
       AND o.placed_at_ms > :now_ms - :look_back_days * 86400000
       AND o.state NOT IN ('cancelled', 'refunded', 'payment_failed')
     GROUP BY o.contact_id, o.placed_at_ms / 86400000
), paused AS (
    SELECT contact_id, at_ms, at_ms - lag(at_ms) OVER (PARTITION BY contact_id ORDER BY at_ms) AS pause_ms
      FROM placed
), ranked AS (
    SELECT contact_id, at_ms, pause_ms, count(*) OVER (PARTITION BY contact_id) AS pauses,
           row_number() OVER (PARTITION BY contact_id ORDER BY pause_ms) AS place
      FROM paused WHERE pause_ms IS NOT NULL
), rhythm AS (
    SELECT contact_id, max(pauses) AS pauses, max(at_ms) AS last_at_ms,
           avg(iif(place IN ((pauses + 1) / 2, pauses / 2 + 1), pause_ms, NULL)) AS usual_ms,
           max(iif(place = (pauses + 3) / 4, pause_ms, NULL)) AS short_ms,
           max(iif(place = pauses + 1 - (pauses + 3) / 4, pause_ms, NULL)) AS long_ms,
           max(iif(place = max(1, pauses * 9 / 10), pause_ms, NULL)) AS longest_ms
      FROM ranked GROUP BY contact_id
)
SELECT r.contact_id AS subject, r.contact_id,
       json_object('orders', r.pauses + 1, 'usual_days', round(r.usual_ms / 86400000.0, 1),
                   'last_order_at_ms', r.last_at_ms,
                   'days_late', CAST((:now_ms - r.last_at_ms - r.usual_ms) / 86400000 AS INTEGER)) AS evidence
  FROM rhythm r
  JOIN inbox_contact_v1 p ON p.contact_id = r.contact_id
 WHERE r.pauses + 1 >= :least_orders AND r.usual_ms >= :least_days * 86400000
   AND (r.long_ms - r.short_ms) * 100 <= r.usual_ms * :regular_percent
   AND (:now_ms - r.last_at_ms) * 100 >= r.usual_ms * :late_percent AND :now_ms - r.last_at_ms > r.longest_ms
   AND (:now_ms - r.last_at_ms) * 100 < r.usual_ms * :lost_percent
   AND NOT EXISTS (SELECT 1 FROM paused y
                    WHERE y.contact_id = r.contact_id AND y.pause_ms * 100 >= r.usual_ms * :lost_percent
                      AND abs(y.at_ms - y.pause_ms - (r.last_at_ms - 31536000000)) <= :season_days * 86400000)
   AND p.suppressed_scope IS NULL AND p.blocked = 0
