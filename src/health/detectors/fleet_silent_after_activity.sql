-- A shop you look after that customers wrote to ten times or more in an earlier week, and not once in the last seven days;
-- one with a number that is down is told as that.
-- scope: fleet
-- pressing: 60
-- purpose: utility
-- :lively_messages = 10      within seven days
WITH weekly AS (
    SELECT site_id, weeks_ago, sum(inbound) AS inbound FROM health_site_week_v1 GROUP BY site_id, weeks_ago
), silent AS (
    SELECT site_id, max(iif(weeks_ago > 0, inbound, 0)) AS messages
      FROM weekly
     GROUP BY site_id
    HAVING max(iif(weeks_ago > 0, inbound, 0)) >= :lively_messages AND sum(iif(weeks_ago = 0, inbound, 0)) = 0
), number AS (
    SELECT site_id, max(last_inbound_at_ms) AS last_ms, sum(standing = 'down') AS down
      FROM health_site_number_v1 GROUP BY site_id
)
SELECT CAST(s.site_id AS TEXT) AS subject, s.contact_id,
       json_object('site', s.site, 'messages', q.messages, 'last_message_at_ms', n.last_ms,
                   'reported_at_ms', s.reported_at_ms, 'language', s.language) AS evidence
  FROM silent q
  JOIN number n ON n.site_id = q.site_id AND n.down = 0
  JOIN health_site_v1 s ON s.site_id = q.site_id
