-- Meta paused or switched off a message template: whoever is to get it gets nothing.
-- scope: self
-- pressing: 55
SELECT t.template_id AS subject,
       json_object('name', t.name, 'language', t.language, 'status', t.status, 'quality', t.quality,
                   'since_ms', t.updated_at_ms) AS evidence
  FROM whatsapp_template_v1 t
  JOIN whatsapp_standing_v1 s ON s.account_id = t.account_id
 WHERE t.status IN ('paused', 'disabled') AND s.status <> 'disconnected'
