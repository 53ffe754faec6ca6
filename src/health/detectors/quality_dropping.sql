-- Customers block or report the number: Meta may soon limit how many can be written to.
-- scope: self
-- pressing: 75
SELECT k.account_id AS subject,
       json_object('number', s.number, 'cause', k.cause, 'checked_at_ms', k.checked_at_ms) AS evidence
  FROM whatsapp_check_v1 k
  JOIN whatsapp_standing_v1 s ON s.account_id = k.account_id
 WHERE k.check_id = 'quality' AND k.status IN ('warn', 'fail')
