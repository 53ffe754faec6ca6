-- Most of the month's budget for messages or for models is spent; at its end nobody but people answers.
-- scope: self
-- pressing: 65
-- :near_percent = 80
WITH spending AS (
    SELECT 'messages' AS kind, month, micros, limit_micros FROM whatsapp_spending_v1
    UNION ALL
    SELECT 'model', month, micros, limit_micros FROM replies_spending_v1
)
SELECT s.kind AS subject,
       json_object('kind', s.kind, 'month', s.month, 'spent_micros', s.micros, 'limit_micros', s.limit_micros,
                   'percent', s.micros * 100 / s.limit_micros) AS evidence
  FROM spending s
 WHERE s.month = strftime('%Y-%m', :now_ms / 1000, 'unixepoch')
   AND s.limit_micros > 0 AND s.micros * 100 >= s.limit_micros * :near_percent
