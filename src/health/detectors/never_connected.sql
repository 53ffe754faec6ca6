-- A number was set up two days ago and no customer's message has ever come over it.
-- scope: self
-- pressing: 70
-- :set_up_hours = 48
SELECT s.account_id AS subject,
       json_object('number', s.number, 'status', s.status, 'set_up_at_ms', s.created_at_ms,
                   'hours', (:now_ms - s.created_at_ms) / 3600000) AS evidence
  FROM whatsapp_standing_v1 s
 WHERE s.environment = 'meta' AND s.status <> 'disconnected' AND s.first_inbound_at_ms IS NULL
   AND s.created_at_ms <= :now_ms - :set_up_hours * 3600000
