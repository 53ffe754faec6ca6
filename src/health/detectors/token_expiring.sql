-- The key to WhatsApp ends within a week; after that no answer goes out.
-- scope: self
-- pressing: 85
-- :days_ahead = 7
SELECT s.account_id AS subject,
       json_object('number', s.number, 'expires_at_ms', s.token_expires_at_ms,
                   'hours_left', max(0, (s.token_expires_at_ms - :now_ms) / 3600000)) AS evidence
  FROM whatsapp_standing_v1 s
 WHERE s.status <> 'disconnected' AND s.token_expires_at_ms <= :now_ms + :days_ahead * 86400000
