-- The model did not answer the last times it was asked: customers get the shop's own passages, or wait for a person.
-- scope: self
-- pressing: 92
-- :failures = 3
-- :look_back_hours = 24
WITH asked AS (
    SELECT r.run_id, r.provider, r.model, r.ended_at_ms, r.reason = 'model_unavailable' AS failed
      FROM replies_answer_v1 r
     WHERE r.run_id >= (:now_ms - :look_back_hours * 3600000) << 12
       AND (r.reason = 'model_unavailable' OR r.input_tokens > 0)
), since AS (
    SELECT max(a.run_id) AS run_id FROM asked a WHERE a.failed IS NOT 1
)
SELECT 'model' AS subject,
       json_object('provider', max(a.provider), 'model', max(a.model), 'failures', count(*),
                   'since_ms', min(a.ended_at_ms)) AS evidence
  FROM asked a, since s
 WHERE a.failed = 1 AND a.run_id > ifnull(s.run_id, 0)
HAVING count(*) >= :failures
