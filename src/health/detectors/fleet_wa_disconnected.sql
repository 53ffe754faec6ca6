-- A shop you look after: a number of it that customers wrote to was down for a day when it last reported.
-- scope: fleet
-- pressing: 95
-- purpose: utility
-- :down_hours = 24
SELECT s.site_id || ':' || n.number_key AS subject, s.contact_id,
       json_object('site', s.site, 'down_since_ms', n.down_since_ms,
                   'hours', (s.reported_at_ms - n.down_since_ms) / 3600000,
                   'last_message_at_ms', n.last_inbound_at_ms, 'reported_at_ms', s.reported_at_ms,
                   'language', s.language) AS evidence
  FROM health_site_v1 s
  JOIN health_site_number_v1 n ON n.site_id = s.site_id
 WHERE n.standing = 'down' AND n.last_inbound_at_ms IS NOT NULL
   AND n.down_since_ms <= s.reported_at_ms - :down_hours * 3600000
