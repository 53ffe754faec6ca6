-- A number customers wrote to is down for a day: the doctor finds that they cannot reach the shop.
-- scope: self
-- pressing: 95
-- :down_hours = 24
SELECT s.account_id AS subject,
       json_object('number', s.number, 'down_since_ms', s.down_since_ms,
                   'hours', (:now_ms - s.down_since_ms) / 3600000,
                   'last_message_at_ms', s.last_inbound_at_ms) AS evidence
  FROM whatsapp_standing_v1 s
 WHERE s.status <> 'disconnected' AND s.last_inbound_at_ms IS NOT NULL
   AND s.down_since_ms <= :now_ms - :down_hours * 3600000
