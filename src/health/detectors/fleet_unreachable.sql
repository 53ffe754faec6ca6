-- A shop you look after gives no report: for six hours, or at once where waiting does not help, such as a token that was
-- revoked or a report that is not its own.
-- scope: fleet
-- pressing: 85
-- purpose: utility
-- :unreachable_hours = 6
SELECT CAST(s.site_id AS TEXT) AS subject, s.contact_id,
       json_object('site', s.site, 'fault', s.fault, 'since_ms', s.fault_since_ms,
                   'hours', (:now_ms - s.fault_since_ms) / 3600000, 'last_at_ms', s.reported_at_ms,
                   'language', s.language) AS evidence
  FROM health_site_v1 s
 WHERE s.fault IS NOT NULL
   AND (s.fault IN ('revoked', 'forged', 'other_install', 'other_key', 'replayed', 'token_lost')
        OR s.fault_since_ms <= :now_ms - :unreachable_hours * 3600000)
