-- There is no fresh backup that was read back and found whole: the last ones failed, are old, or were never made.
-- scope: self
-- pressing: 80
WITH backup (state, at_ms, failing_since_ms) AS (VALUES (:backup_state, :backup_at_ms, :backup_failing_since_ms))
SELECT 'backup' AS subject,
       json_object('state', iif(failing_since_ms IS NULL, state, 'failing'), 'last_at_ms', at_ms,
                   'failing_since_ms', failing_since_ms) AS evidence
  FROM backup
 WHERE failing_since_ms IS NOT NULL OR state <> 'fresh'
