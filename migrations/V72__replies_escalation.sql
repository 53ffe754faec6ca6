-- Whoever waits for a person longer than this is told of once more; nothing when nobody is.
ALTER TABLE reply_setting ADD COLUMN escalate_minutes INTEGER CHECK (escalate_minutes BETWEEN 5 AND 1440);
-- Who is told; nothing for everybody who answers.
ALTER TABLE reply_setting ADD COLUMN escalate_to INTEGER;
-- The customer reads one line that nobody could come yet.
ALTER TABLE reply_setting ADD COLUMN escalate_tells_customer INTEGER NOT NULL DEFAULT 0 CHECK (escalate_tells_customer IN (0, 1));
