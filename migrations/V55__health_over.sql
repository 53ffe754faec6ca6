-- health: why a signal was over, and when a link somebody was written to about was whole again.

-- Of one that resolved itself: what it told is still true, but the customer may not be written to any more.
ALTER TABLE health_signal ADD COLUMN over_because TEXT
    CHECK (over_because IS NULL OR (status = 'self_resolved' AND over_because IN ('blocked', 'no_messages')));

-- Of one that was sent or dismissed: when a scan first found that the link works again.
ALTER TABLE health_signal ADD COLUMN mended_at_ms INTEGER;
