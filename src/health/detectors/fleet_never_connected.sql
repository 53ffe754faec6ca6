-- A shop you look after: a number of it was set up two days ago and no customer's message has ever come over it.
-- scope: fleet
-- pressing: 70
-- purpose: utility
-- :set_up_hours = 48
SELECT s.site_id || ':' || n.number_key AS subject, s.contact_id,
       json_object('site', s.site, 'set_up_at_ms', n.set_up_at_ms,
                   'hours', (s.reported_at_ms - n.set_up_at_ms) / 3600000, 'reported_at_ms', s.reported_at_ms,
                   'language', s.language) AS evidence
  FROM health_site_v1 s
  JOIN health_site_number_v1 n ON n.site_id = s.site_id
 WHERE n.live = 1 AND n.first_inbound_at_ms IS NULL
   AND n.set_up_at_ms <= s.reported_at_ms - :set_up_hours * 3600000
