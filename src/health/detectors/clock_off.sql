-- This machine's clock is off: messages may be taken for late ones, and times are shown wrong.
-- scope: self
-- pressing: 78
SELECT 'clock' AS subject, json_object('checked_at_ms', max(k.checked_at_ms)) AS evidence
  FROM whatsapp_check_v1 k
 WHERE k.check_id = 'clock' AND k.status IN ('warn', 'fail')
HAVING count(*) > 0
