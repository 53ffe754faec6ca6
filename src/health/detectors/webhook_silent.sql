-- Nothing comes in although by now about twenty messages should have: counted from the last message on, at the same
-- weekdays and hours of the weeks before, the middle one of them. Days the shop is closed expect nothing, nor do days
-- that were much quieter than their neighbours on the same date a year ago.
-- scope: self
-- pressing: 100
-- :expected_messages = 20
-- :weeks = 8                 weeks the usual volume is learned from
-- :least_weeks = 2
-- :least_minutes = 30        a shorter silence is no silence
-- :longest_days = 7          a longer silence is judged by its first days
-- :quiet_percent = 35        of its neighbours' messages: a day of last year with fewer was a holiday
-- :neighbour_messages = 5    with fewer a day, last year's days say nothing
WITH RECURSIVE account AS (
    SELECT s.account_id, s.number, s.first_inbound_at_ms AS first_ms, s.last_inbound_at_ms AS from_ms,
           min(:now_ms, s.last_inbound_at_ms + :longest_days * 86400000) AS to_ms
      FROM whatsapp_standing_v1 s
     WHERE s.status = 'connected' AND s.last_inbound_at_ms <= :now_ms - :least_minutes * 60000
), inbound AS NOT MATERIALIZED (
    SELECT c.channel_account AS account_id, m.message_id, m.sent_at_ms
      FROM inbox_message_v1 m
     CROSS JOIN inbox_conversation_v1 c ON c.conversation_id = m.conversation_id
     WHERE m.direction = 'in' AND c.practice = 0
), week (back) AS (
    SELECT 1 UNION ALL SELECT back + 1 FROM week WHERE back < :weeks
), day (account_id, from_ms, to_ms, until_ms) AS (
    -- The days of the silence, in the shop's own time.
    SELECT account_id, from_ms - (from_ms + :zone_offset_ms) % 86400000,
           from_ms - (from_ms + :zone_offset_ms) % 86400000 + 86400000, to_ms FROM account
    UNION ALL
    SELECT account_id, to_ms, to_ms + 86400000, until_ms FROM day WHERE to_ms < until_ms
), last_year AS (
    SELECT account_id, from_ms, to_ms,
           unixepoch((from_ms + :zone_offset_ms) / 1000, 'unixepoch', '-1 year') * 1000 - :zone_offset_ms AS then_ms
      FROM day
), beside (days) AS (VALUES (-14), (-7), (0), (7), (14)
), counted AS (
    SELECT y.account_id, y.from_ms, y.to_ms, b.days,
           (SELECT count(*) FROM inbound i
             WHERE i.account_id = y.account_id
               AND i.message_id BETWEEN (y.then_ms + b.days * 86400000) << 12
                                    AND (y.then_ms + b.days * 86400000 + 86399999) << 12) AS messages
      FROM last_year y, beside b
), quiet AS (
    SELECT account_id, from_ms, to_ms
      FROM counted
     GROUP BY account_id, from_ms, to_ms
    HAVING avg(iif(days <> 0, messages, NULL)) >= :neighbour_messages
       AND sum(iif(days = 0, messages, 0)) * 100 < :quiet_percent * avg(iif(days <> 0, messages, NULL))
), closed AS MATERIALIZED (
    SELECT a.account_id, json_extract(d.value, '$[0]') AS from_ms, json_extract(d.value, '$[1]') AS to_ms
      FROM account a, json_each(:closed_days) d
    UNION ALL
    SELECT account_id, from_ms, to_ms FROM quiet
), usual AS (
    SELECT a.account_id, w.back,
           (SELECT count(*) FROM inbound i
             WHERE i.account_id = a.account_id
               AND i.message_id BETWEEN (a.from_ms - w.back * 604800000) << 12 AND (a.to_ms - w.back * 604800000) << 12
               AND NOT EXISTS (SELECT 1 FROM closed c WHERE c.account_id = a.account_id
                    AND i.sent_at_ms + w.back * 604800000 >= c.from_ms
                    AND i.sent_at_ms + w.back * 604800000 < c.to_ms)) AS messages
      FROM account a, week w
     WHERE a.first_ms <= a.from_ms - w.back * 604800000
), ranked AS (
    SELECT account_id, messages, count(*) OVER (PARTITION BY account_id) AS weeks,
           row_number() OVER (PARTITION BY account_id ORDER BY messages) AS place
      FROM usual
)
SELECT a.account_id AS subject,
       json_object('number', a.number, 'last_message_at_ms', a.from_ms, 'expected_messages', r.messages,
                   'minutes', (:now_ms - a.from_ms) / 60000, 'weeks', r.weeks) AS evidence
  FROM account a
  JOIN ranked r ON r.account_id = a.account_id AND r.place = r.weeks / 2 + 1
 WHERE r.weeks >= :least_weeks AND r.messages >= :expected_messages
