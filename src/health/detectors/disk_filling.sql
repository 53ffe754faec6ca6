-- The disk has little room left: without room no message can be kept.
-- scope: self
-- pressing: 88
-- :least_megabytes = 500
SELECT 'disk' AS subject,
       json_object('free_bytes', room.free_bytes, 'database_bytes', room.database_bytes) AS evidence
  FROM (SELECT :free_bytes AS free_bytes, :database_bytes AS database_bytes) room
 WHERE room.free_bytes < :least_megabytes * 1048576
